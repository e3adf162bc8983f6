# bash completion for optout                                  SPDX-License-Identifier: Apache-2.0

_optout() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} flags= words=
  local commands='keygen compile merge scrub check explain inspect verify diff canary bench normalize compare hash ledger drop'

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$commands -h --help --version" -- "$current"))
    return
  fi
  case $command in
    ledger) words='init import status export backup verify rekey' ;;
    drop) words='import match respond status download upload amend doctor' ;;
  esac
  if [ -n "$words" ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      COMPREPLY=($(compgen -W "$words -h --help" -- "$current"))
      return
    fi
    command="$command ${COMP_WORDS[2]}"
  fi
  case $previous in
    --scheme | --hashes) COMPREPLY=($(compgen -W 'drop uid2 google meta sha256 sha1 md5 sha512' -- "$current")); return ;;
    --mode) COMPREPLY=($(compgen -W 'row person field flag' -- "$current")); return ;;
    --values) COMPREPLY=($(compgen -W 'phone email' -- "$current")); return ;;
    --type) COMPREPLY=($(compgen -W 'opt_out delete do_not_call restrict' -- "$current")); return ;;
    --level) COMPREPLY=($(compgen -W 'exact standard aggressive' -- "$current")); return ;;
    --progress) COMPREPLY=($(compgen -W 'auto always never' -- "$current")); return ;;
    --kinds) COMPREPLY=($(compgen -W 'email phone person_at address' -- "$current")); return ;;
    --not-held) COMPREPLY=($(compgen -W 'email phone ndz maid namevin ctvid' -- "$current")); return ;;
    --as-of | --row | --scope | -j | --jobs | -n | --count | --runs | --seed | --limit | --memory | --email | --phone | --name | \
      --source | --address | --rows | --url | --wait) return ;;
  esac
  case $command in
    keygen) flags='-o --output' ;;
    compile)
      flags='-o --output --key --map --name --source --as-of --level --kinds --household --strict-keys --compact --strict
        --hashes --ledger --values --type --memory -j --jobs --json'
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
    'ledger init') flags='--ledger --key --no-originals --level --household --strict-keys' ;;
    'ledger import') flags='--ledger --key --map --source --hashes --strict' ;;
    'ledger status') flags='--ledger --key --json' ;;
    'ledger export') flags='--ledger --key -o --output' ;;
    'ledger backup' | 'ledger verify') flags='--ledger --key' ;;
    'ledger rekey') flags='--ledger --key --new-key' ;;
    'drop import') flags='--ledger --key --json' ;;
    'drop match') flags='--ledger --key --json --map --matches --rejects --not-held --canaries -j --jobs' ;;
    'drop respond') flags='--ledger --key --json -o --output --exempt --rows --amend' ;;
    'drop status') flags='--ledger --key --json --as-of' ;;
    'drop download') flags='--api-key --sandbox --url --wait -o --output --import --ledger --key' ;;
    'drop upload' | 'drop amend') flags='--api-key --sandbox --url --wait --ledger --key --json' ;;
    'drop doctor') flags='-o --output --plant --sample' ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags -h --help" -- "$current"))
  elif [[ $command == normalize || $command == compare ]]; then
    COMPREPLY=($(compgen -W 'email phone name address person_at dob zip' -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
    compopt -o filenames
  fi
}
complete -F _optout optout
