using System.Text;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Importing.Proposing;

/// <summary>
/// Reads a proposal as <c>./hub plan check</c> will, so that nothing is proposed that the hub then refuses: what one
/// route cannot be mapped by is a reason to leave that route out, and said.
/// </summary>
internal static class ProposalCheck
{
    /// <returns>The faults of each route by its id, and under "" those of the whole.</returns>
    public static ILookup<string, string> Faults(
        IReadOnlyDictionary<string, byte[]> files, IEnumerable<RouteDraft> drafts, IEnumerable<ImportVariable> variables)
    {
        var errors = new PlanErrors();
        // The values of variables are not known here, and none of what is checked depends on them.
        var references = new PlanReferences(variables.ToDictionary(v => v.Name, v => v.Name.EndsWith("_URL", StringComparison.Ordinal) ? "http://hub.invalid" : v.Value));
        new PlanLoader([new SystemsFitTheirContracts()]).Load(new PlanBundle(files), references, errors);
        var ids = drafts.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var places = files.Where(f => f.Key.EndsWith(".yaml", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => EntryOfLines(f.Value, ids), StringComparer.Ordinal);
        return errors.ToLookup(
            e => places.TryGetValue(e.At.File, out var entries) && e.At.Line <= entries.Count ? entries[e.At.Line - 1] : "", e => e.Message, StringComparer.Ordinal);
    }

    // Which route each line of a file is about.
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
