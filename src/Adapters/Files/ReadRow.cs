using System.Text.Json.Nodes;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Files;

/// <summary>What a row says of its record, in the contract's words.</summary>
/// <param name="Key">The record's key; null where it cannot be read.</param>
/// <param name="Content">The record, or as much of it as can be read.</param>
/// <param name="Fault">Why it cannot be read, with the column and without the value; null where it can.</param>
internal sealed record ReadRow(string? Key, JsonObject Content, string? Fault)
{
    private const int LongestKey = 200;

    /// <summary>Whether the row says that its record is deleted.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>When the record was modified; null where that is not told.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Reads a row by the mapping; of one that cannot be read, what can be.</summary>
    public static ReadRow Of(EntityDefinition entity, FileFeed feed, FileRow row)
    {
        var given = new JsonObject();
        foreach (var (column, text) in row.Fields)
            if (text is not null)
                given[column] = text;
        var document = JsonText.Of(given);
        var errors = new List<DocumentError>();
        var read = feed.Row.ToContract(document, errors)?.Node as JsonObject ?? [];
        var fault = row.Fault;
        if (errors.Count > 0)
        {
            var broken = feed.Row.Bindings.Select(b => (Binding: b, Error: FindError(b, document)))
                .Where(b => b.Error is not null).ToList();
            fault ??= broken.Select(b => Tell(b.Binding, b.Error!)).FirstOrDefault() ?? errors[0].WithoutValue;
            read = new MappingTable([.. feed.Row.Bindings.Except(broken.Select(b => b.Binding))]).ToContract(document, [])
                ?.Node as JsonObject ?? [];
        }

        var content = read["content"] as JsonObject ?? [];
        read.Remove("content");
        var key = entity.KeyOf(content);
        var isDeletion = feed.Deleted is { } mark && row.Fields.GetValueOrDefault(mark.Column) is { } said
            && mark.Codes.Contains(said.Trim(), StringComparer.Ordinal);
        // Longer than one that services linked by HTTP are asked for; an index of PostgreSQL has 2,704 bytes.
        if (key is { Length: > LongestKey })
        {
            fault = $"its key '{string.Join('.', entity.Key)}' has {key.Length} characters, and a key has {LongestKey} at most";
            key = null;
        }
        else if (key is null)
            fault ??= $"its key '{string.Join('.', entity.Key)}' is missing";
        // Of a deleted one only its key counts, as long as the row is whole.
        else if (isDeletion && row.Fault is null)
            fault = null;
        return new ReadRow(key, content, fault)
        {
            IsDeletion = isDeletion,
            ChangedAt = ChangeTime.Read(read),
        };
    }

    private static DocumentError? FindError(Binding binding, JsonText document)
    {
        var errors = new List<DocumentError>();
        new MappingTable([binding]).ToContract(document, errors);
        return errors.FirstOrDefault();
    }

    // The column is what whoever made the file knows.
    private static string Tell(Binding binding, DocumentError error) => binding switch
    {
        ValueBinding { Legacy: [var column] } => $"column {column}: {error.Fault.WithoutValue}",
        JoinBinding join =>
            $"column {string.Join(", ", join.Pieces.SelectMany(p => p.Legacy).Distinct(StringComparer.Ordinal))}: "
            + error.Fault.WithoutValue,
        _ => error.WithoutValue,
    };
}
