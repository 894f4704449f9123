using System.Text;
using Hub.Adapters.Changes;

namespace Hub.Adapters.Files;

/// <summary>Puts files away that are done with: to <c>done/</c> or <c>failed/</c>, below where they were dropped.</summary>
internal sealed class FilePlaces(DropFolder folder, FileFeed feed)
{
    private const int HashShown = 8;

    // In bytes, by most file systems.
    private const int LongestName = 255;
    private const int LongestExtension = 16;

    public const string Done = "done";

    public const string Failed = "failed";

    /// <summary>
    /// Returns the name that a file gets where it is put away: its own, unless another one has that, or it leaves no room for
    /// what stands behind it in other names.
    /// </summary>
    public string Name(string name, string hash, bool isRefused)
    {
        var place = folder.Below(isRefused ? Failed : Done);
        var room = LongestName - Math.Max(
            Encoding.UTF8.GetByteCount(HiddenOf(AnswerTo(""))), Encoding.UTF8.GetByteCount(feed.Checksum ?? ""));
        if (Encoding.UTF8.GetByteCount(name) <= room && !File.Exists(Path.Combine(place, name))
            && !File.Exists(Path.Combine(place, AnswerTo(name))))
            return name;
        var end = $".{(hash.Length == 0 ? Guid.NewGuid().ToString("N") : hash)[..HashShown]}"
            + (Path.GetExtension(name) is { Length: <= LongestExtension } extension ? extension : "");
        return CutTo(room - Encoding.UTF8.GetByteCount(end), Path.GetFileNameWithoutExtension(name)) + end;
    }

    /// <summary>Returns the name under which a file is written until it is whole.</summary>
    public static string HiddenOf(string name) => $".{name}.tmp";

    /// <summary>Returns where the fates of a file's rows are told.</summary>
    public string AnswerPath(TakenFile file) =>
        Path.Combine(folder.Below(file.Reason is null ? Done : Failed), AnswerTo(file.Placed));

    /// <summary>
    /// Moves a file where it belongs. What lies under its name by now and is another one stays: it is to be read.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="isStill">Returns whether a file has the content that was taken.</param>
    public async Task PutAwayAsync(TakenFile file, Func<DroppedFile, Task<bool>> isStill)
    {
        var from = folder.PathOf(file.Name);
        if (!File.Exists(from) || !await isStill(new DroppedFile(file.Name, from)))
            return;
        var place = folder.Below(file.Reason is null ? Done : Failed);
        // First, or it would say of the next file of that name that it is complete.
        if (feed.Marker is { } marker)
            File.Delete(from + marker);
        File.Move(from, Path.Combine(place, file.Placed), overwrite: true);
        if (feed.Checksum is { } checksum && File.Exists(from + checksum))
            File.Move(from + checksum, Path.Combine(place, file.Placed + checksum), overwrite: true);
    }

    /// <summary>
    /// Returns what to say of refused files that still lie in <c>failed/</c>; null where none does. Whoever has dealt with one
    /// moves it away.
    /// </summary>
    /// <param name="refused">The files that were refused, the newest first.</param>
    public string? Tell(IEnumerable<TakenFile> refused)
    {
        var left = refused.Where(f => File.Exists(folder.PathOf(Failed, f.Placed))).ToList();
        if (left is not [var newest, .. var others])
            return null;
        var more = others.Count switch { 0 => "", 1 => ", with 1 more", var n => $", with {n} more" };
        return $"{DroppedFile.Show(newest.Placed)} was refused and lies in {folder.Shown}{Failed}/{more}: {newest.Reason}; "
            + "move it away from there once it is dealt with";
    }

    private static string CutTo(int bytes, string text)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes -= rune.Utf8SequenceLength) < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private static string AnswerTo(string name) => $"{name}.answer.csv";
}
