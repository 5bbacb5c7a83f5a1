namespace Patchbay;

/// <summary>What a shell sources. Each script only asks the program that is being typed (<c>patchbay complete</c>), so it never goes stale.</summary>
static class CompletionScripts
{
    /// <summary>The shells there are scripts for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The script for a shell of <see cref="Shells"/>.</summary>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new ArgumentOutOfRangeException(nameof(shell)),
    };

    const string Bash = """
        # bash completion for patchbay. Needs nothing but bash 4.4.
        _patchbay() {
            local words=() line=${COMP_LINE-} rest i word break=''
            if [[ -n $line ]]; then
                # bash splits words at ':' and '=' too (COMP_WORDBREAKS). What no blank separates on the line is one word.
                line=${line:0:COMP_POINT}
                for ((i = 0; i <= COMP_CWORD; i++)); do
                    rest=${line#"${line%%[![:space:]]*}"}
                    word=$rest
                    ((i < COMP_CWORD)) && word=${COMP_WORDS[i]}
                    if ((i == 0)) || [[ $rest != "$line" ]]; then
                        words+=("$word")
                    else
                        words[-1]+=$word
                    fi
                    line=${rest#"$word"}
                done
            else
                words=("${COMP_WORDS[@]:0:COMP_CWORD+1}")
            fi

            local program=${words[0]/#\~\//$HOME/}
            type -P -- "$program" >/dev/null || program=patchbay
            local current=
            ((${#words[@]} > 1)) && current=${words[-1]}

            # bash puts a candidate in place of what follows the last word break: that part of it is all it must get.
            for ((i = ${#current} - 1; i >= 0; i--)); do
                if [[ ${current:i:1} == [:=@] && $COMP_WORDBREAKS == *"${current:i:1}"* ]]; then
                    break=${current:0:i+1}
                    break
                fi
            done

            COMPREPLY=()
            while IFS=$'\t' read -r word _; do
                word=${word#"$break"}
                case $word in
                    *[[:space:]\'\"\$\`\\\&\;\|\<\>\(\)\*\?\{\}\!\#]*) printf -v word %q "$word" ;;
                esac
                COMPREPLY+=("$word")
            done < <("$program" complete -- "${words[@]:1}" 2>/dev/null)

            # These go on: no space behind.
            if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *[:=,/+] ]]; then
                compopt -o nospace 2>/dev/null
            fi
            return 0
        }
        complete -F _patchbay patchbay
        """;

    const string Zsh = """
        #compdef patchbay
        # zsh completion for patchbay.
        _patchbay() {
            local program=${words[1]/#\~\//$HOME/} line word description
            local -a before closed open
            (( $+commands[$program] )) || [[ -x $program ]] || program=patchbay
            (( CURRENT > 2 )) && before=("${(@Q)words[2,CURRENT-1]}")
            while IFS=$'\t' read -r word description; do
                # _describe takes word:description.
                line=${word//:/\\:}${description:+:$description}
                if [[ $word == *[:=,/+] ]]; then open+=("$line"); else closed+=("$line"); fi
            done < <("$program" complete -- "$before[@]" "${(Q)PREFIX}" 2>/dev/null)
            local ret=1
            (( $#closed )) && _describe -t values value closed && ret=0
            (( $#open )) && _describe -t values value open -S '' && ret=0
            return ret
        }

        # As a file of $fpath the function itself is being called; sourced, it has to be made known.
        if [[ ${funcstack[1]-} == _patchbay ]]; then
            _patchbay "$@"
        else
            (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
            compdef _patchbay patchbay
        fi
        """;

    const string Fish = """
        # fish completion for patchbay.
        function __patchbay_complete
            set -l words (commandline -opc)
            set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
            command -q $program; or set program patchbay
            command $program complete -- $words[2..-1] (commandline -ct) 2>/dev/null
        end
        complete -c patchbay -f -a '(__patchbay_complete)'
        """;
}
