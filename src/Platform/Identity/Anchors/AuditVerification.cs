using System.Security.Cryptography;
using System.Text.Json;

namespace Hub.Platform.Identity.Anchors;

/// <summary>Holds the entries of an audit log against each other and against anchors that were kept elsewhere.</summary>
public sealed class AuditVerification
{
    private readonly List<string> _faults = [];

    /// <summary>What is wrong; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The number of the first entry that is not what was written, or null.</summary>
    public long? BrokenEntry { get; private set; }

    /// <summary>The number of the first revision that is not what was written, or null.</summary>
    public long? BrokenRevision { get; private set; }

    /// <summary>How many entries were checked.</summary>
    public long Entries { get; private set; }

    /// <summary>Reads anchors, one per line, and checks their signatures where a key is given.</summary>
    /// <param name="lines">The lines of an anchor file.</param>
    /// <param name="key">The signer's key; its public part suffices. Null to leave signatures unchecked.</param>
    public IReadOnlyList<AuditAnchor> ReadAnchors(IEnumerable<string> lines, ECDsa? key)
    {
        var (anchors, number) = (new List<AuditAnchor>(), 0);
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0)
                continue;
            if (Read(line) is not { } anchor)
                _faults.Add(
                    $"Line {number} of the anchors is not an anchor: it was broken off while it was written (a crash, a full "
                    + "disk), or changed. All other lines were checked.");
            else if (key is not null && !anchor.IsSignedBy(key))
                _faults.Add(
                    $"The anchor in line {number} is not signed with this key: it was changed, or another key signed it.");
            else
                anchors.Add(anchor);
        }

        if (anchors.Count == 0 && _faults.Count == 0)
            _faults.Add("There are no anchors.");
        return anchors;
    }

    /// <summary>Checks all entries, the first one first.</summary>
    public async Task CheckEntriesAsync(IAsyncEnumerable<AuditEntry> entries, IReadOnlyList<AuditAnchor> anchors)
    {
        var expected = anchors.ToLookup(a => a.Entry);
        var previous = "";
        await foreach (var entry in entries)
        {
            Entries++;
            if (BrokenEntry is null
                && (entry.Number != Entries || entry.PreviousHash != previous || entry.Hash != entry.ComputeHash()))
                Broken(Entries, $"Audit entry {Entries} was changed, removed or put in: the chain breaks there.");
            foreach (var anchor in expected[entry.Number].Where(a => a.EntryHash != entry.Hash).Take(1))
                Broken(entry.Number, $"Audit entry {entry.Number} is not the one that the anchor of {anchor.At:u} was made of: "
                    + "it or an earlier one was rewritten.");
            previous = entry.Hash;
        }

        if (anchors.MaxBy(a => a.Entry) is { } last && last.Entry > Entries)
            Broken(Entries + 1, $"The audit log ends with entry {Entries}, and there was an entry {last.Entry} at {last.At:u}: "
                + "its end was deleted.");
    }

    /// <summary>Notes a revision that breaks the chain of revisions.</summary>
    public void BreakRevision(long number)
    {
        BrokenRevision = number;
        _faults.Add($"Revision {number} was changed, removed or put in: the chain breaks there.");
    }

    /// <summary>Checks the revisions that anchors name.</summary>
    /// <param name="anchors">The anchors.</param>
    /// <param name="hashes">The hashes of these revisions; of those that there are.</param>
    public void CheckRevisions(IReadOnlyList<AuditAnchor> anchors, IReadOnlyDictionary<long, string> hashes)
    {
        foreach (var same in anchors.Where(a => a.Revision > 0).GroupBy(a => a.Revision).OrderBy(g => g.Key))
        {
            var hash = hashes.GetValueOrDefault(same.Key);
            if (same.FirstOrDefault(a => a.RevisionHash != hash) is not { } anchor)
                continue;
            BrokenRevision ??= same.Key;
            _faults.Add(hash is null
                ? $"Revision {same.Key}, served at {anchor.At:u}, was deleted."
                : $"Revision {same.Key} is not the one that the anchor of {anchor.At:u} was made of: "
                    + "it or an earlier one was rewritten.");
        }
    }

    private void Broken(long entry, string fault)
    {
        BrokenEntry = BrokenEntry is { } first && first < entry ? first : entry;
        _faults.Add(fault);
    }

    private static AuditAnchor? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditAnchor>(line, JsonSerializerOptions.Web) is { EntryHash: not null } anchor
                && anchor is { RevisionHash: not null, Signature: not null }
                    ? anchor
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
