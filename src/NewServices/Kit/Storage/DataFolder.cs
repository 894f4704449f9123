namespace Hub.ServiceKit.Storage;

/// <summary>The folder with everything this node keeps (<c>--data</c>).</summary>
/// <param name="Path">The folder.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);
}
