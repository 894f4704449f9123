using System.CommandLine.Parsing;

namespace Hub.Host.Shell;

/// <summary>
/// Knows the next command that helps after a failure, by the kind of failure and by what the command is about; no message has to
/// say it by itself.
/// </summary>
internal static class NextSteps
{
    private const string Route = "{route}";
    private const string Doctor = "./hub doctor";

    // By the beginning of a command's path, the longest first: where its names are listed, and what tells why it is refused.
    private static readonly (string Path, string Listing, string Why)[] Subjects =
    [
        ("up", Doctor, Doctor),
        ("shift", "./hub routes", $"./hub evidence {Route}"),
        ("rollback", "./hub routes", $"./hub routes {Route}"),
        ("routes", "./hub routes", Doctor),
        ("evidence", "./hub routes", $"./hub routes {Route}"),
        ("guardrail", "./hub routes", "./hub routes"),
        ("rules", "./hub routes", "./hub routes"),
        ("replay", "./hub routes", $"./hub evidence {Route}"),
        ("retire", "./hub routes", $"./hub routes {Route}"),
        ("record", "./hub systems", "./hub systems"),
        ("explain", "./hub explain --help", "./hub audit"),
        ("systems", "./hub systems", Doctor),
        ("try", "./hub systems", "./hub systems"),
        ("discover", "./hub discover", Doctor),
        ("approv", "./hub approvals", "./hub audit"),
        ("token", "./hub token list", "./hub audit"),
        ("revisions", "./hub revisions", "./hub nodes"),
        ("nodes", "./hub nodes", Doctor),
        ("jobs", "./hub jobs", "./hub jobs"),
        ("audit", "./hub audit", "./hub audit verify"),
        ("notify", "./hub notify list", "./hub notify list"),
        ("demo", "./hub demo fault list", "./hub demo fault --help"),
        ("plan check", "./hub plan check --help", Doctor),
        ("plan new", "./hub plan new --help", "./hub plan new --help"),
        ("plan schema", "./hub plan schema", "./hub plan schema --help"),
        ("plan test", "./hub plan test --help", "./hub plan check"),
        ("plan rescue", "./hub plan rescue --help", "./hub plan check"),
        ("plan apply", "./hub plan list", "./hub plan diff"),
        ("plan", "./hub plan list", "./hub plan check"),
        ("import", "./hub import wsdl --help", Doctor),
        ("sync parked", "./hub sync parked", "./hub sync status"),
        ("sync conflicts", "./hub sync conflicts", "./hub sync status"),
        ("sync", "./hub sync status", "./hub sync parked"),
        ("feed", "./hub sync status", "./hub feed read --help"),
        ("doctor", "./hub doctor --help", "./hub nodes"),
        ("completion", "./hub completion --help", "./hub completion --help"),
    ];

    /// <summary>Returns the commands, the most helpful first; at least one.</summary>
    public static IReadOnlyList<string> After(CommandResult command, CommandFailedException failure)
    {
        var path = UsageFaults.PathOf(command);
        return After(path, failure.Kind, RouteOf(command));
    }

    /// <summary>Returns the commands for a command's path and a kind of failure.</summary>
    /// <param name="path">As it is typed: <c>./hub plan check</c>.</param>
    /// <param name="kind">The kind of failure.</param>
    /// <param name="route">The route that was named, or null.</param>
    public static IReadOnlyList<string> After(string path, FailureKind kind, string? route)
    {
        var words = path["./hub".Length..].TrimStart();
        var (_, listing, why) = Subjects.FirstOrDefault(
            s => words.StartsWith(s.Path, StringComparison.Ordinal), (Path: "", Listing: Doctor, Why: Doctor));
        string[] steps = kind switch
        {
            FailureKind.NoHub => ["./hub up", Doctor],
            FailureKind.NoToken => [Doctor],
            FailureKind.NoRight => ["./hub token list"],
            FailureKind.Usage => [listing, $"{path} --help"],
            _ => [why],
        };
        // A command that has just failed does not help by being typed again.
        return [.. steps.Select(s => s.Contains(Route, StringComparison.Ordinal) && route is null ? "./hub routes"
                : s.Replace(Route, route, StringComparison.Ordinal))
            .Select(s => s == path ? $"{path} --help" : s).Distinct(StringComparer.Ordinal)];
    }

    // A name with a blank or a quote would not be one word where it is typed again.
    private static string? RouteOf(CommandResult command) =>
        command.Children.OfType<ArgumentResult>().FirstOrDefault(a => a.Argument.Name == "route") is { Tokens: [var typed, ..] }
        && typed.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? typed.Value
            : null;
}
