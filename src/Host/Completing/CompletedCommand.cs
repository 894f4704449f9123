using System.CommandLine;
using System.CommandLine.Completions;

namespace Hub.Host.Completing;

/// <summary>A command as shells complete it.</summary>
/// <param name="Path">The words before it: <c>plan</c>, <c>plan check</c>; empty for the whole command line.</param>
/// <param name="Words">What may follow, each with its description.</param>
/// <param name="Values">Options → the words that each of them takes; none for an option that takes any text.</param>
internal sealed record CompletedCommand(
    string Path, IReadOnlyList<(string Word, string Description)> Words,
    IReadOnlyList<(string Option, IReadOnlyList<string> Values)> Values)
{
    /// <summary>Returns all commands, the whole command line first.</summary>
    public static IReadOnlyList<CompletedCommand> All(Command root) => [.. Of(root, "", [])];

    private static IEnumerable<CompletedCommand> Of(Command command, string path, IReadOnlyList<Option> inherited)
    {
        var options = command.Options.Concat(inherited).Where(o => !o.Hidden).DistinctBy(o => o.Name).ToList();
        var children = command.Subcommands.Where(c => !c.Hidden).ToList();
        yield return new CompletedCommand(
            path,
            [
                .. children.Select(c => (c.Name, c.Description ?? "")),
                .. command.Arguments.SelectMany(WordsOf).Select(w => (w, "")),
                .. options.Select(o => (o.Name, o.Description ?? "")),
            ],
            [
                .. options.Where(o => o.Arity.MaximumNumberOfValues > 0 && o.ValueType != typeof(bool))
                    .Select(o => (o.Name, (IReadOnlyList<string>)[.. WordsOf(o)])),
            ]);
        foreach (var one in children)
            foreach (var below in Of(one, path.Length == 0 ? one.Name : $"{path} {one.Name}",
                [.. inherited, .. command.Options.Where(o => o.Recursive)]))
                yield return below;
    }

    private static IEnumerable<string> WordsOf(Symbol symbol)
    {
        var sources = symbol switch { Option o => o.CompletionSources, Argument a => a.CompletionSources, _ => [] };
        return sources.SelectMany(s => s(CompletionContext.Empty)).Select(i => i.Label).Distinct(StringComparer.Ordinal);
    }
}
