using System.Text;

namespace Hub.Host.Completing;

/// <summary>
/// Writes the script by which a shell completes the hub's commands. The words stand in it: nothing is started for a keystroke.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>The shells, each with how its script is taken.</summary>
    public static IReadOnlyList<(string Shell, string Use, Func<IReadOnlyList<CompletedCommand>, string> Write)> All { get; } =
    [
        ("bash", "source <(./hub completion bash)", commands => Bash(commands)),
        ("zsh", "source <(./hub completion zsh)", Zsh),
        ("fish", "./hub completion fish | source", Fish),
        ("pwsh", "./hub completion pwsh | Out-String | Invoke-Expression", PowerShell),
    ];

    private static string Bash(IReadOnlyList<CompletedCommand> commands, string lead = "")
    {
        var text = new StringBuilder(lead.Length > 0 ? lead : "# In ~/.bashrc: source <(./hub completion bash)\n");
        text.Append("_hub_words() {\n  case \"$1\" in\n");
        foreach (var command in commands)
            text.Append($"    {Quote(command.Path)}) echo {Quote(string.Join(' ', command.Words.Select(w => w.Word)))} ;;\n");
        text.Append("  esac\n}\n_hub_values() {\n  case \"$1\" in\n");
        foreach (var command in commands)
            foreach (var (option, values) in command.Values)
                text.Append($"    {Quote($"{command.Path}:{option}")}) echo {Quote(string.Join(' ', values))} ;;\n");
        text.Append("""
                *) return 1 ;;
              esac
            }
            _hub() {
              local current="${COMP_WORDS[COMP_CWORD]}" path="" words word i
              for ((i = 1; i < COMP_CWORD; i++)); do
                word="${COMP_WORDS[i]}"
                if [ -n "$(_hub_words "${path:+$path }$word")" ]; then path="${path:+$path }$word"; fi
              done
              if ! words="$(_hub_values "$path:${COMP_WORDS[COMP_CWORD-1]}")"; then words="$(_hub_words "$path")"; fi
              COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F _hub hub ./hub

            """);
        return text.ToString();
    }

    private static string Zsh(IReadOnlyList<CompletedCommand> commands) => Bash(
        commands,
        "# In ~/.zshrc: source <(./hub completion zsh)\nautoload -Uz compinit bashcompinit\ncompinit -u\nbashcompinit\n");

    private static string Fish(IReadOnlyList<CompletedCommand> commands)
    {
        var text = new StringBuilder("""
            # In ~/.config/fish/config.fish: ./hub completion fish | source
            function __hub_path
              set -l path
              for word in (commandline -opc)[2..-1]
                set -l longer (string join ' ' -- $path $word)
                if contains -- $longer $__hub_paths
                  set path $path $word
                end
              end
              string join ' ' -- $path
            end
            function __hub_at
              test "$(__hub_path)" = "$argv[1]"
            end

            """);
        text.Append($"set -g __hub_paths {string.Join(' ', commands.Select(c => Quote(c.Path)).Where(p => p != "''"))}\n");
        foreach (var command in commands)
        {
            var values = command.Values.ToDictionary(v => v.Option, v => v.Values, StringComparer.Ordinal);
            var at = $"complete -c hub -n \"__hub_at {Quote(command.Path)}\"";
            foreach (var (word, description) in command.Words)
            {
                var said = $"-d {FishText(FirstSentence(description))}";
                text.Append(!word.StartsWith('-') ? $"{at} -f -a {Quote(word)} {said}\n"
                    : $"{at} {(word.StartsWith("--", StringComparison.Ordinal) ? "-l" : "-s")} {Quote(word.TrimStart('-'))} "
                        + said
                        + (!values.TryGetValue(word, out var taken) ? "\n"
                            : taken.Count == 0 ? " -r\n" : $" -x -a {Quote(string.Join(' ', taken))}\n"));
            }
        }

        return text.ToString();
    }

    private static string PowerShell(IReadOnlyList<CompletedCommand> commands)
    {
        var text = new StringBuilder("# In $PROFILE: ./hub completion pwsh | Out-String | Invoke-Expression\n");
        text.Append("$hubWords = @{\n");
        foreach (var command in commands)
            text.Append($"  {Double(command.Path)} = {Array(command.Words.Select(w => w.Word))}\n");
        text.Append("}\n$hubValues = @{\n");
        foreach (var command in commands)
            foreach (var (option, values) in command.Values)
                text.Append($"  {Double($"{command.Path}:{option}")} = {Array(values)}\n");
        text.Append("""
            }
            Register-ArgumentCompleter -Native -CommandName hub, ./hub -ScriptBlock {
              param($current, $line, $position)
              $path = ''; $before = ''
              foreach ($word in ($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })) {
                if ($word -eq $current) { continue }
                $longer = "$path $word".Trim()
                if ($hubWords.ContainsKey($longer)) { $path = $longer }
                $before = $word
              }
              $words = if ($hubValues.ContainsKey("${path}:$before")) { $hubValues["${path}:$before"] } else { $hubWords[$path] }
              $words | Where-Object { $_ -like "$current*" }
            }

            """);
        return text.ToString();

        static string Array(IEnumerable<string> words) => $"@({string.Join(", ", words.Select(Double))})";
        static string Double(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string FirstSentence(string text) => text.Split(['.', ';', ':'])[0];

    private static string FishText(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    // As all POSIX shells and fish read it; none of the words has a quote.
    private static string Quote(string text) => $"'{text.Replace("'", "", StringComparison.Ordinal)}'";
}
