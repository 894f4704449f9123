using System.Collections.Frozen;
using System.Text;

namespace Hub.Platform.Storage;

/// <summary>
/// The statements of one <c>.sql</c> file beside a class, by name. A statement begins at a line <c>-- name: Append</c>.
/// </summary>
public sealed class SqlFile
{
    private readonly string _file;
    private readonly FrozenDictionary<string, string> _statements;

    private SqlFile(string file, IEnumerable<KeyValuePair<string, string>> statements) =>
        (_file, _statements) = (file, statements.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>A statement by name.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such statement: a fault of the program.</exception>
    public string this[string name] =>
        _statements.TryGetValue(name, out var sql) ? sql : throw new KeyNotFoundException($"{_file} has no statement '{name}'.");

    /// <summary>Reads the file named after <typeparamref name="T"/>, which lies beside it and is embedded.</summary>
    /// <exception cref="FileNotFoundException">There is none: a fault of the build.</exception>
    public static SqlFile Of<T>()
    {
        var file = $"{typeof(T).Name}.sql";
        var assembly = typeof(T).Assembly;
        var resource = assembly.GetManifestResourceNames().SingleOrDefault(n => n.EndsWith($".{file}", StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"{file} is not embedded in {assembly.GetName().Name}.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new SqlFile(file, Split(reader.ReadToEnd()));
    }

    private static Dictionary<string, string> Split(string text)
    {
        const string marker = "-- name:";
        var statements = new Dictionary<string, string>(StringComparer.Ordinal);
        var (name, sql) = ((string?)null, new StringBuilder());
        foreach (var line in text.Split('\n').Append(marker))
        {
            if (!line.StartsWith(marker, StringComparison.Ordinal))
            {
                sql.Append(line).Append('\n');
                continue;
            }

            if (name is not null)
                statements.Add(name, sql.ToString().Trim());
            name = line[marker.Length..].Trim();
            sql.Clear();
        }

        return statements;
    }
}
