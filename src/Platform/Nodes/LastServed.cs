using System.Text.Json;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>
/// The revision this node served last, with its plan, in its data folder: what a facade starts from while it cannot
/// reach the store. The plan's references stay references, so no secret is in it.
/// </summary>
public sealed class LastServed(DataFolder data, PlanLoader loader, PlanReferences references)
{
    private string FilePath => data.File("last-served.json");

    /// <summary>Keeps a revision; a kill in between leaves the one before.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Keep(RoutingSnapshot snapshot)
    {
        var files = new Dictionary<string, byte[]>(snapshot.Plan.Bundle.Files, StringComparer.Ordinal);
        var kept = new Kept(snapshot.Revision, snapshot.Plan.Hash, Revision.Write(snapshot.States), files);
        var temporary = FilePath + ".new";
        using (var file = File.Create(temporary))
        {
            JsonSerializer.Serialize(file, kept);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, FilePath, overwrite: true);
    }

    /// <summary>The revision kept, or null when there is none that can be used.</summary>
    /// <exception cref="PlanInvalidException">Its plan does not fit this node's references any more.</exception>
    public RoutingSnapshot? Find()
    {
        Kept? kept;
        try
        {
            kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(FilePath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }

        var bundle = new PlanBundle(kept!.Files);
        if (bundle.Hash != kept.PlanHash)
            return null;
        var errors = new PlanErrors();
        var plan = loader.Load(bundle, references, errors) ?? throw new PlanInvalidException(errors);
        return new RoutingSnapshot(kept.Revision, plan, Revision.Read(kept.States));
    }

    private sealed record Kept(long Revision, string PlanHash, string States, Dictionary<string, byte[]> Files);
}
