using System.Text;
using Hub.Adapters.Serving;
using Hub.Platform.Plan;

namespace Hub.Importing.Proposing;

/// <summary>
/// Reads a proposal as <c>./hub plan check</c> will, so that nothing is proposed that the hub then refuses: what one
/// route cannot be mapped by is a reason to leave that route out, and said.
/// </summary>
internal static class ProposalCheck
{
    /// <param name="files">The plan's files.</param>
    /// <param name="entries">Entries that can be left out: routes by their ids, tables, operations.</param>
    /// <param name="references">What its references may read.</param>
    /// <returns>The faults of each entry by its name, and under "" those of the whole.</returns>
    public static ILookup<string, string> Faults(
        IReadOnlyDictionary<string, byte[]> files, IEnumerable<string> entries, PlanReferences references)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(new PlanBundle(files), references, errors);
        var names = entries.ToHashSet(StringComparer.Ordinal);
        var places = files.Where(f => f.Key.EndsWith(".yaml", StringComparison.Ordinal))
            .ToDictionary(f => f.Key, f => EntryOfLines(f.Value, names), StringComparer.Ordinal);
        return errors.ToLookup(
            e => places.TryGetValue(e.At.File, out var lines) && e.At.Line <= lines.Count ? lines[e.At.Line - 1] : "",
            e => e.Message,
            StringComparer.Ordinal);
    }

    // Which entry each line of a file is about.
    private static List<string> EntryOfLines(byte[] file, HashSet<string> ids)
    {
        var (entries, current) = (new List<string>(), "");
        foreach (var line in Encoding.UTF8.GetString(file).Split('\n'))
        {
            if (line.Length > 0 && line[0] is not (' ' or '#'))
                current = "";
            else if (line.StartsWith("  ", StringComparison.Ordinal) && line.Length > 2 && line[2] is not (' ' or '#'))
                current = line.Trim().Split(": ")[0].TrimEnd(':').Trim('"') is var name && ids.Contains(name) ? name : "";
            entries.Add(current);
        }

        return entries;
    }
}
