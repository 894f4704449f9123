using Hub.Adapters.Changes;

namespace Hub.Adapters.Files;

/// <summary>Puts files away that are done with: to <c>done/</c> or <c>failed/</c>, below where they were dropped.</summary>
internal sealed class FilePlaces(DropFolder folder, FileFeed feed)
{
    private const int HashShown = 8;

    public const string Done = "done";

    public const string Failed = "failed";

    /// <summary>Returns the name that a file gets where it is put away: its own, unless another one has that.</summary>
    public string Name(string name, string hash, bool isRefused)
    {
        var place = folder.Below(isRefused ? Failed : Done);
        return File.Exists(Path.Combine(place, name)) || File.Exists(Path.Combine(place, AnswerTo(name)))
            ? $"{Path.GetFileNameWithoutExtension(name)}.{(hash.Length == 0 ? Guid.NewGuid().ToString("N") : hash)[..HashShown]}"
                + Path.GetExtension(name)
            : name;
    }

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

    private static string AnswerTo(string name) => $"{name}.answer.csv";
}
