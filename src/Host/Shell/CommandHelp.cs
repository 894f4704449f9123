using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Hub.Host.Shell;

/// <summary>
/// Shows a command's help. Its usage names the commands above it without their arguments, which it does not take:
/// <c>./hub retire verify &lt;file&gt;</c>, not <c>./hub retire &lt;route&gt; verify &lt;file&gt;</c>.
/// </summary>
internal sealed class CommandHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <inheritdoc />
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        List<(Command Command, Argument[] Arguments)> above = [];
        for (var at = parseResult.CommandResult.Parent as CommandResult; at is not null; at = at.Parent as CommandResult)
            above.Add((at.Command, [.. at.Command.Arguments]));
        try
        {
            foreach (var (command, _) in above)
                command.Arguments.Clear();
            return _help.Invoke(parseResult);
        }
        finally
        {
            foreach (var (command, arguments) in above)
                foreach (var argument in arguments)
                    command.Arguments.Add(argument);
        }
    }
}
