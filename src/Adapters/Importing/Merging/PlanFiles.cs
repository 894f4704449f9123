using System.Text;
using Hub.Importing.Writing;
using Hub.Platform.Plan;

namespace Hub.Importing.Merging;

/// <summary>
/// Brings a proposal into a plan's folder. What was proposed is kept beside it, in <c>.import/SYSTEM/</c>: the next import
/// tells by it what people have edited since.
/// </summary>
internal sealed class PlanFiles(ImportTarget target)
{
    private const string Hub = "hub.yaml";

    private static readonly string NewHub = PlanFileKinds.CommentFor("hub", depth: 0) + """

        # What holds for the whole hub.
        expose: false                       # true: answers name the route, the side and the revision that gave them

        """;

    private readonly string _last = Path.Combine(target.Folder, ".import", target.System);
    private readonly List<ImportNote> _notes = [];
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly List<ImportedFile> _files = [];

    public IReadOnlyList<ImportNote> Notes => _notes;

    public IReadOnlyList<ImportedFile> Files => _files;

    /// <summary>The names of entries that were proposed and are not in the plan, as people took them out.</summary>
    public IReadOnlySet<string> LeftOut => _leftOut;

    /// <exception cref="ImportRefusedException">The folder cannot be written.</exception>
    public void Bring(Proposal proposal)
    {
        try
        {
            var paths = proposal.Files.Keys.Union(LastPaths(), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var edited = Edited(paths);
            foreach (var path in paths)
                Bring(path, Read(_last, path), Read(target.Folder, path), proposal.Files.GetValueOrDefault(path), edited);
            if (Read(target.Folder, Hub) is null)
                Write(Hub, null, Proposal.Bytes(NewHub));
            foreach (var path in target.DryRun ? [] : paths)
                Keep(path, proposal.Files.GetValueOrDefault(path));
            if (!target.DryRun)
                SchemaFolder.Write(target.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportRefusedException($"'{target.Folder}' cannot be written: {e.Message}");
        }
    }

    private void Bring(string path, byte[]? last, byte[]? mine, byte[]? proposed, HashSet<string> edited)
    {
        if (Same(mine, proposed))
            Tell(path, "unchanged", mine, mine);
        else if (mine is null && last is not null && !target.Force)
        {
            _leftOut.UnionWith((Entries(proposed) ?? []).SelectMany(e => e.Entries ?? []).Select(e => e.Key));
            Keep(path, "was taken out by hand and is not written again; --force does");
        }
        else if (mine is not null
            && path.EndsWith(".yaml", StringComparison.Ordinal)
            && Entries(mine) is { } entries
            && Entries(proposed) is { } now)
            Merge(path, Entries(last) ?? [], entries, now, mine, edited);
        else if (mine is null || Same(mine, last))
            Write(path, mine, proposed);
        else if (proposed is null)
            Keep(path, "is no longer part of what was imported, but edited by hand; remove it when you do not need it");
        else if (target.Force)
            Overwrite(path, mine, proposed);
        else
            Keep(path, Same(last, proposed)
                ? "is edited by hand and stays as it is"
                : "is edited by hand and stays as it is; "
                    + $"what is proposed now lies in .import/{target.System}/{path}, and --force takes it");
    }

    private void Merge(
        string path, IReadOnlyList<YamlEntry> last, IReadOnlyList<YamlEntry> entries, IReadOnlyList<YamlEntry> proposed,
        byte[] mine, HashSet<string> edited)
    {
        var merge = new EntryMerge(path, edited, target.Force);
        var merged = string.Join('\n', merge.Merge(last, entries, proposed).SelectMany(e => e.AllLines)).TrimEnd('\n') + "\n";
        var text = PlanBundle.Read(mine);
        if (text.Contains("\r\n", StringComparison.Ordinal))
            merged = merged.ReplaceLineEndings("\r\n");
        Write(path, mine, merged.TrimEnd() == text.TrimEnd() ? mine : Proposal.Bytes(merged));
        _leftOut.UnionWith(merge.Notes.Where(n => n.Kind == MergeKind.LeftOut).Select(n => n.Entry.Split(": ")[^1]));
        foreach (var note in merge.Notes)
            if (Words(note) is { } words)
                Note(
                    note.Kind == MergeKind.Overwritten ? ImportNoteKind.Overwritten : ImportNoteKind.Kept,
                    $"{path}, {note.Entry}",
                    words);
    }

    private static string? Words(MergeNote note) => note.Kind switch
    {
        MergeKind.Kept => "is edited by hand and stays as it is",
        MergeKind.KeptAgainst =>
            "is edited by hand and stays as it is, although the import would now write it otherwise; --force takes the import's",
        MergeKind.KeptAlthoughGone =>
            "is no longer part of what was imported, "
            + "but edited by hand here or in its other file; remove it when you do not need it",
        MergeKind.LeftOut => "was taken out by hand and is not written again; --force does",
        MergeKind.Overwritten => "was edited by hand; the import's own takes its place, as --force says",
        _ => null,
    };

    private HashSet<string> Edited(IEnumerable<string> paths) =>
    [
        .. from path in paths
           let last = Entries(Read(_last, path))
           let mine = Entries(Read(target.Folder, path))
           where last is not null && mine is not null && path.EndsWith(".yaml", StringComparison.Ordinal)
           from name in EntryMerge.Edited(last, mine)
           select name,
    ];

    private void Overwrite(string path, byte[] mine, byte[] proposed)
    {
        Note(ImportNoteKind.Overwritten, path, "was edited by hand; the import's own takes its place, as --force says");
        Write(path, mine, proposed);
    }

    private void Keep(string path, string words)
    {
        Note(ImportNoteKind.Kept, path, words);
        Tell(path, "unchanged", null, null);
    }

    private void Write(string path, byte[]? mine, byte[]? now)
    {
        Tell(path, Same(mine, now) ? "unchanged" : mine is null ? "added" : now is null ? "removed" : "changed", mine, now);
        if (!target.DryRun && !Same(mine, now))
            Put(Path.Combine(target.Folder, path), now);
    }

    private void Keep(string path, byte[]? proposed) => Put(Path.Combine(_last, path), proposed);

    private static void Put(string path, byte[]? content)
    {
        if (content is null)
        {
            File.Delete(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Whole or not at all: a plan half written is nobody's.
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    private void Tell(string path, string change, byte[]? from, byte[]? to) =>
        _files.Add(new ImportedFile(path, change, [.. LineDiff.Of(Text(from), Text(to))]));

    private void Note(ImportNoteKind kind, string about, string text) => _notes.Add(new ImportNote(kind, about, text));

    private IEnumerable<string> LastPaths() => Directory.Exists(_last)
        ? Directory.EnumerateFiles(_last, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(_last, f).Replace('\\', '/'))
        : [];

    private static IReadOnlyList<YamlEntry>? Entries(byte[]? content) =>
        content is null ? null : YamlEntry.Read(PlanBundle.Read(content));

    private static byte[]? Read(string folder, string path) =>
        File.Exists(Path.Combine(folder, path)) ? File.ReadAllBytes(Path.Combine(folder, path)) : null;

    private static string Text(byte[]? content) => content is null ? "" : PlanBundle.Read(content);

    private static bool Same(byte[]? a, byte[]? b) => a is null || b is null ? a == b : a.AsSpan().SequenceEqual(b);
}
