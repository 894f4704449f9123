namespace Hub.Adapters.Files;

/// <summary>A file that lies in the folder and is complete.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it is; not to be shown.</param>
internal sealed record DroppedFile(string Name, string Path)
{
    private const int LongestShown = 100;

    /// <summary>A name as messages show it: names are whatever somebody dropped.</summary>
    public static string Show(string name)
    {
        var shown = string.Concat(name.Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c));
        return shown.Length > LongestShown ? shown[..LongestShown] + "…" : shown;
    }
}
