# bash completion for optout                                  SPDX-License-Identifier: Apache-2.0

_optout() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} flags=
  local commands='keygen compile merge scrub check explain inspect verify diff canary bench normalize compare hash'

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$commands -h --help --version" -- "$current"))
    return
  fi
  case $previous in
    --scheme) COMPREPLY=($(compgen -W 'drop uid2 google meta sha256 sha1 md5 sha512' -- "$current")); return ;;
    --mode) COMPREPLY=($(compgen -W 'row person field flag' -- "$current")); return ;;
    --values) COMPREPLY=($(compgen -W 'phone email' -- "$current")); return ;;
    --type) COMPREPLY=($(compgen -W 'opt_out delete do_not_call restrict' -- "$current")); return ;;
    --level) COMPREPLY=($(compgen -W 'exact standard aggressive' -- "$current")); return ;;
    --progress) COMPREPLY=($(compgen -W 'auto always never' -- "$current")); return ;;
    --kinds) COMPREPLY=($(compgen -W 'email phone person_at address' -- "$current")); return ;;
    --as-of | --row | --scope | -j | --jobs | -n | --count | --runs | --seed | --limit | --memory | --email | --phone | --name | \
      --source | --address) return ;;
  esac
  case ${COMP_WORDS[1]} in
    keygen) flags='-o --output' ;;
    compile)
      flags='-o --output --key --map --name --source --as-of --level --kinds --household --strict-keys --compact --strict
        --values --type --memory -j --jobs --json'
      ;;
    merge) flags='-o --output --key --name --compact' ;;
    scrub)
      flags='-o --output -l --list --key --map --policy --mode --scope --level --kinds --strict --as-of --rejects
        --audit --report --previous-report --canaries -j --jobs --dry-run --limit --stream --json --progress'
      ;;
    check) flags='-l --list --key --email --phone --name --address --as-of --json' ;;
    explain) flags='-l --list --key --row --columns --map --policy --mode --as-of' ;;
    inspect) flags='--key --json' ;;
    verify) flags='-l --list --key --map --policy --as-of --audit --input --output --previous-report' ;;
    diff) flags='--values --limit --json' ;;
    canary) flags='-o --output -n --count --seed' ;;
    bench) flags='-l --list --key --map --policy --as-of -j --jobs -n --runs --json' ;;
    normalize | compare) flags='--level' ;;
    hash) flags='--scheme --all' ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags -h --help" -- "$current"))
  elif [[ ${COMP_WORDS[1]} == normalize || ${COMP_WORDS[1]} == compare ]]; then
    COMPREPLY=($(compgen -W 'email phone name address person_at dob zip' -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
    compopt -o filenames
  fi
}
complete -F _optout optout
