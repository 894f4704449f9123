using System.IO.Enumeration;

namespace Hub.Adapters.Layouts;

/// <summary>Which files of a folder are meant: <c>in/stock-*.csv</c>.</summary>
/// <param name="Folder">The folder, below that of the system; empty for that one itself.</param>
/// <param name="Name">What their names look like, with <c>*</c> and <c>?</c>.</param>
internal sealed record FilePattern(string Folder, string Name)
{
    /// <summary>Reads a pattern; null where it leads out of the system's folder, or is not one.</summary>
    public static FilePattern? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Any(p => p.Length == 0 || p[0] == '.' || p.Any(c => char.IsControl(c) || c is '\\' or ':'))
            || parts[..^1].Any(p => p.AsSpan().ContainsAny('*', '?'))
            ? null
            : new FilePattern(string.Join('/', parts[..^1]), parts[^1]);
    }

    /// <summary>Whether a file's name is meant; names that begin with a dot are those of files that are being written.</summary>
    public bool Matches(string name) =>
        name.Length > 0 && name[0] != '.' && FileSystemName.MatchesSimpleExpression(Name, name, ignoreCase: false);

    public override string ToString() => Folder.Length == 0 ? Name : $"{Folder}/{Name}";
}
