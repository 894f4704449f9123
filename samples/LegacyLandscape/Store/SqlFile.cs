using System.Collections.Frozen;

namespace LegacyLandscape.Store;

/// <summary>An embedded .sql file, its statements reached by the name in the <c>-- name:</c> line above each.</summary>
/// <remarks>A file's name begins with its folder: <c>Erp.Store.Items</c>.</remarks>
internal sealed class SqlFile
{
    private const string Marker = "-- name:";
    private readonly FrozenDictionary<string, string> statements;

    public SqlFile(string name) =>
        statements = ReadAll(name)
            .Split(Marker, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(section => section.Split('\n', 2))
            .ToFrozenDictionary(section => section[0].Trim(), section => section[1].Trim(), StringComparer.Ordinal);

    public string this[string statement] => statements[statement];

    public static string ReadAll(string name) => EmbeddedFile.ReadText($"LegacyLandscape.{name}.sql");
}
