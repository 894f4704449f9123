using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hub.Host.Shell;

/// <summary>Finds folders and files that were given as empty words, as a variable that is not set makes them.</summary>
internal static class EmptyPaths
{
    private static readonly string[] Paths = ["DIR", "FILE", "PEM", "folder", "file"];

    /// <summary>Returns a sentence for each.</summary>
    public static IEnumerable<string> Of(ParseResult parsed) => parsed.CommandResult.Children
        .Where(given => given.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
        .Select(given => given switch
        {
            OptionResult { Option: { HelpName: { } kind } option } when IsPath(kind) => Tell(option.Name, kind),
            ArgumentResult { Argument: { } argument } when IsPath(argument.Name) => Tell($"<{argument.Name}>", argument.Name),
            _ => null,
        })
        .OfType<string>();

    // FILE.ndjson.gz and FILE|URL are files as well.
    private static bool IsPath(string kind) => Paths.Contains(kind.Split('.', '|')[0], StringComparer.Ordinal);

    private static string Tell(string name, string kind) =>
        $"{name} is empty: name a {(kind is "DIR" or "folder" ? "folder" : "file")}, and look whether the variable that it "
        + "was taken from is set.";
}
