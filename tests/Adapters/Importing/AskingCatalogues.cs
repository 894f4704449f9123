using System.Text.RegularExpressions;
using Hub.Adapters.Sql;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Hub.Importing.Catalogues;

namespace Hub.Adapters.Tests.Importing;

/// <summary>Every kind of database is asked the same questions, in words that only read.</summary>
public sealed class AskingCatalogues : IDisposable
{
    private static readonly Dictionary<string, string[]> Questions = new(StringComparer.Ordinal)
    {
        ["Tables"] = ["schema", "name", "is_view", "readable", "words", "version"],
        ["Columns"] = ["schema", "table_name", "name", "type", "shown", "nullable", "generated", "defaulted"],
        ["Values"] = ["schema", "table_name", "name", "value", "text", "checked"],
        ["Keys"] = ["schema", "table_name", "key_name", "is_primary", "name"],
        ["Indexed"] = ["schema", "table_name", "name"],
        ["Routines"] =
        [
            "specific", "schema", "name", "is_function", "writes", "many", "returns", "returns_shown", "words", "problem",
        ],
        ["Parameters"] = ["specific", "name", "mode", "type", "shown", "nullable"],
        ["Results"] = ["specific", "name", "type", "shown", "nullable"],
    };

    private readonly ImportFolder _folder = new();

    public static TheoryData<string, string> Asked =>
        [.. from provider in new[] { "sqlite", "postgres", "sqlserver" }
            from question in Questions.Keys
            where provider != "sqlite" || question is not ("Routines" or "Parameters" or "Results")
            select (provider, question)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Asked))]
    public void A_question_reads_and_gives_the_columns_that_are_read(string provider, string question)
    {
        var text = ImportableDatabases.Find(provider).Catalogue.Sql[question];

        SqlText.Read(text).Verbs.Select(v => v.Word).ShouldBe(["SELECT"]);
        SqlText.Read(text).Parameters.ShouldBeEmpty();
        foreach (var column in Questions[question])
            Column(column).IsMatch(text).ShouldBeTrue($"{provider} {question} gives no {column}");
    }

    [Theory]
    [InlineData("tinyint", "smallint")]
    [InlineData("decimal", "decimal")]
    [InlineData("money", "decimal")]
    [InlineData("datetime2", "timestamp")]
    [InlineData("datetimeoffset", "timestamptz")]
    [InlineData("uniqueidentifier", "uuid")]
    [InlineData("bit", "boolean")]
    [InlineData("timestamp", "bytes")]
    [InlineData("nvarchar", "text")]
    [InlineData("geography", null)]
    [InlineData("sql_variant", null)]
    [InlineData("hierarchyid", null)]
    public void A_type_of_SQL_Servers_is_the_plans_type_of_the_same_range(string type, string? expected)
    {
        new SqlServerCatalogue().TypeOf(type).ShouldBe(expected);
        if (expected is not null)
            SqlType.Find(expected).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_live_SQL_Server_is_imported_and_served()
    {
        SqlServerUnderTest.SkipIfMissing();
        await using var server = await SqlServerUnderTest.TakeAsync();
        await using (var connection = await server.OpenAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE part (code nvarchar(20) NOT NULL PRIMARY KEY, name nvarchar(60) NOT NULL,
                  price decimal(12, 2) NULL, made datetime2 NULL);
                INSERT INTO part VALUES ('P-1', 'bolt', 0.50, '2026-01-05T10:11:12');
                """;
            await command.ExecuteNonQueryAsync();
        }

        var report = await _folder.SqlAsync("sqlserver", server.Connection);
        report.Files.ShouldContain(f => f.Path == "systems/parts.yaml");
        var system = _folder.Read("systems/parts.yaml");
        foreach (var column in new[] { "code: text", "name: text", "price: \"decimal?\"", "made: \"timestamp?\"" })
            system.ShouldContain(column);
        await using var hub = await _folder.RunAsync(("PARTS_DB", server.Connection));
    }

    [Fact]
    public async Task What_cannot_be_reached_is_one_clear_sentence_without_the_password()
    {
        const string password = "s3cret-of-the-tests";
        foreach (var (provider, connection) in new[]
        {
            ("postgres", $"Host=127.0.0.1;Port=1;Database=x;Username=x;Password={password}"),
            ("sqlserver", $"Server=127.0.0.1,1;Database=x;User ID=x;Password={password};Connect Timeout=2"),
        })
        {
            var message = await ImportingWsdl.RefusedAsync(() => _folder.SqlAsync(provider, connection));
            message.ShouldNotContain(password);
            Directory.Exists(_folder.Plan).ShouldBeFalse();
        }
    }

    // As an alias, or as the column of that name.
    private static Regex Column(string name) =>
        new($@"(\bAS \[?{name}\b|\.{name}\b|[ ,]{name},)", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
}
