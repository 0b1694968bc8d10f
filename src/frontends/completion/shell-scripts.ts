/**
 * A script for each shell: at every Tab it asks the program what may stand there, so that it need not be renewed with the
 * program. Where nothing is known, file names are completed.
 */
export const SHELL_SCRIPTS = {
  bash: (name: string) => `# Completion of ${name} for bash. To have it in every shell:
#   ${name} completion bash >> ~/.bashrc
_${asFunction(name)}() {
  local IFS=$'\\n' current="\${COMP_WORDS[COMP_CWORD]}"
  [ "$current" = "=" ] && current=""
  COMPREPLY=($(compgen -W "$("$1" --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)" -- "$current"))
}
complete -o bashdefault -o default -F _${asFunction(name)} ${name}
`,
  zsh: (name: string) => `#compdef ${name}
# Completion of ${name} for zsh. To have it in every shell, after compinit:
#   ${name} completion zsh >> ~/.zshrc
_${asFunction(name)}() {
  local line
  local -a found
  for line in "\${(@f)$("\${words[1]}" --complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${line#*$'\\t'}:+:\${line#*$'\\t'}}")
  done
  if (( $#found )); then _describe '${name}' found; else _files; fi
}
if [[ $funcstack[1] == _${asFunction(name)} ]]; then _${asFunction(name)} "$@"; else compdef _${asFunction(name)} ${name}; fi
`,
  fish: (name: string) => `# Completion of ${name} for fish. To have it in every shell:
#   ${name} completion fish > ~/.config/fish/completions/${name}.fish
function __${asFunction(name)}
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] --complete $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c ${name} -f -a '(__${asFunction(name)})'
`,
} as const;

export type Shell = keyof typeof SHELL_SCRIPTS;

function asFunction(name: string): string {
  return `${name.replaceAll('-', '_')}_complete`;
}
