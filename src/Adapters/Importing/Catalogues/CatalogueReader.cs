using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;

namespace Hub.Importing.Catalogues;

/// <summary>Reads a database's catalogue; it asks for nothing but names and types, never for a row.</summary>
internal sealed class CatalogueReader(ICatalogue catalogue, DbConnection connection, CancellationToken cancellation)
{
    private const int MostRows = 200_000;

    public async Task<Catalogue> ReadAsync()
    {
        var columns = (await RowsAsync("Columns")).ToLookup(r => (r.Text("schema"), r.Text("table_name")));
        var keys = (await RowsAsync("Keys")).ToLookup(r => (r.Text("schema"), r.Text("table_name")));
        var indexed = (await RowsAsync("Indexed")).ToLookup(r => (r.Text("schema"), r.Text("table_name")));
        var values = (await RowsAsync("Values"))
            .ToLookup(r => (r.Text("schema"), r.Text("table_name"), r.Text("name")));
        var tables = (await RowsAsync("Tables")).Select(r =>
        {
            var place = (r.Text("schema"), r.Text("name"));
            return new CatalogueTable(r.Text("schema"), r.Text("name")!, r.Flag("is_view"))
            {
                Readable = r.Flag("readable"),
                Words = r.Text("words"),
                Version = r.Text("version"),
                Columns = [.. columns[place].Select(Column).Select(c => c with
                {
                    Values = ValuesOf(c, [.. values[(r.Text("schema"), r.Text("name"), c.Name)]]),
                })],
                Key = Key(keys[place]),
                Indexed = [.. indexed[place].Select(i => i.Text("name")!)],
            };
        });
        return new Catalogue([.. tables], catalogue.HasRoutines ? await RoutinesAsync() : []);
    }

    private async Task<ImmutableArray<CatalogueRoutine>> RoutinesAsync()
    {
        var parameters = (await RowsAsync("Parameters")).ToLookup(r => r.Text("specific"));
        var results = (await RowsAsync("Results")).ToLookup(r => r.Text("specific"));
        return
        [
            .. (await RowsAsync("Routines")).Select(r =>
            {
                var own = parameters[r.Text("specific")].ToList();
                return new CatalogueRoutine(r.Text("schema"), r.Text("name")!, r.Flag("is_function"), r.Flag("writes"))
                {
                    Words = r.Text("words"),
                    Problem = r.Text("problem"),
                    Many = r.Flag("many"),
                    In = [.. own.Where(p => p.Text("mode") == "in").Select(Column)],
                    InOut = [.. own.Where(p => p.Text("mode") == "inout").Select(Column)],
                    Out = [.. own.Where(p => p.Text("mode") == "out").Select(Column)],
                    Returns = r.Text("returns") is { } type
                        ? new CatalogueColumn(
                            r.Text("name")!, r.Text("returns_shown") ?? type, catalogue.TypeOf(type), Nullable: true)
                        : null,
                    Rows = [.. results[r.Text("specific")].Select(Column)],
                };
            }),
        ];
    }

    private CatalogueColumn Column(CatalogueRow row) =>
        new(row.Text("name") ?? "", row.Text("shown") ?? "", catalogue.TypeOf(row.Text("type") ?? ""), row.Flag("nullable"))
        {
            Generated = row.Flag("generated"),
            Defaulted = row.Flag("defaulted"),
            IsRowVersion = row.Flag("row_version"),
            Orderable = catalogue.Orders(row.Text("type") ?? ""),
        };

    // An enumeration's labels, else what a CHECK allows; numbers and texts only, whose notation a plan shares.
    private static ImmutableArray<string> ValuesOf(CatalogueColumn column, IReadOnlyList<CatalogueRow> rows)
    {
        if (column.Type is not ("text" or "smallint" or "int" or "bigint"))
            return [];
        var labels = rows.Select(r => r.Text("value")).OfType<string>().ToImmutableArray();
        var values = labels.IsEmpty
            ? rows.Select(r => CheckValues.Of(r.Text("text") ?? "", r.Text("checked") ?? column.Name))
                .FirstOrDefault(v => !v.IsEmpty, [])
            : labels;
        return CheckValues.AreSayable(values) ? values : [];
    }

    // The primary key, else the shortest of those that are unique and never NULL.
    private static ImmutableArray<string> Key(IEnumerable<CatalogueRow> rows) => rows.GroupBy(r => r.Text("key_name"))
        .OrderByDescending(k => k.First().Flag("is_primary")).ThenBy(k => k.Count()).ThenBy(k => k.Key, StringComparer.Ordinal)
        .Select(k => k.Select(r => r.Text("name")!).ToImmutableArray()).FirstOrDefault([]);

    private async Task<List<CatalogueRow>> RowsAsync(string statement)
    {
        var rows = new List<CatalogueRow>();
        await using var command = connection.CreateCommand();
        command.CommandText = catalogue.Sql[statement];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count == MostRows)
                throw new ImportRefusedException(
                    $"The database has more than {MostRows} columns; name what is wanted with --schema.");
            rows.Add(new CatalogueRow(Enumerable.Range(0, reader.FieldCount)
                .ToDictionary(
                    reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.OrdinalIgnoreCase)));
        }

        return rows;
    }

    private sealed class CatalogueRow(Dictionary<string, object?> values)
    {
        public string? Text(string name) =>
            values.GetValueOrDefault(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

        public bool Flag(string name) =>
            values.GetValueOrDefault(name) is { } value && Convert.ToBoolean(value, CultureInfo.InvariantCulture);
    }
}
