using System.Data.Common;
using Hub.Adapters.Serving;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A system's connection string opens nothing of the hub's own, and holds no secret that is written out.</summary>
public sealed class ConnectionsAreConfined : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ConnectionsAreConfined()
    {
        _data = _folder.File("data");
        Directory.CreateDirectory(_data);
        Directory.CreateDirectory(_folder.File("secrets"));
        File.WriteAllText(_folder.File("secrets/client.pem"), "a certificate");
        File.CreateSymbolicLink(_folder.File("link.db"), Path.Combine(_data, "hub.db"));
        Execute($"Data Source={_data}/hub.db;Pooling=False", "CREATE TABLE access_token (role TEXT)");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Data Source=DIR/data/hub.db")]
    [InlineData("DataSource=DIR/other/../data/hub.db")]
    [InlineData("Filename=\"DIR/data/orders.db\"")]
    [InlineData("Data Source=DIR/link.db")]
    [InlineData("Data Source=file:DIR/data/hub.db")]
    [InlineData("Data Source='file:///DIR/data/hub.db?mode=rw'")]
    [InlineData("Data Source=FILE:DIR/data/h%75b.db")]
    [InlineData("Data Source=|DataDirectory|hub.db")]
    public void No_SQLite_system_opens_what_is_the_hubs_own(string connection)
    {
        connection = connection.Replace("DIR", _folder.Path, StringComparison.Ordinal);
        foreach (var (written, given) in new[] { (connection, ""), ("${env:FINANCE}", connection) })
            Check("sqlite", written, given).ShouldHaveSingleItem().ShouldStartWith(
                $"systems/finance.yaml(2): {(given.Length > 0 ? "the value of ${env:FINANCE}" : "'connection'")} cannot be used: ");
    }

    [Fact]
    public void What_is_elsewhere_or_nowhere_yet_is_opened() =>
        new[] { $"Data Source={_folder.Path}/finance.db", "Data Source=:memory:", $"Data Source={_folder.Path}/data.db" }
            .ShouldAllBe(c => Check("sqlite", c, "").Count == 0);

    [Theory]
    [InlineData("postgres", "SSL Certificate=DIR/secrets/client.pem", null)]
    [InlineData("postgres", "SSL Key=DIR/data/admin.token", "is below no folder that secrets are read from")]
    [InlineData("postgres", "Passfile=/dev/zero", "is below no folder that secrets are read from")]
    [InlineData("postgres", "Root Certificate=DIR/secrets/none.pem", "cannot be read")]
    public void A_file_that_a_client_reads_to_make_itself_known_lies_where_secrets_do(
        string provider, string field, string? problem)
    {
        var connection = $"Host=db;Username=hub;{field.Replace("DIR", _folder.Path, StringComparison.Ordinal)}";
        var errors = Check(provider, connection, "");
        if (problem is null)
            errors.ShouldBeEmpty();
        else
            errors.ShouldHaveSingleItem().ShouldContain(problem);
        var file = connection[(connection.LastIndexOf('=') + 1)..];
        Check(provider, "${env:FINANCE}", connection).ShouldAllBe(e => !e.Contains(file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postgres", "Host=db;Username=hub;Password=hunter2")]
    [InlineData("postgres", "Host=db;Username=hub;PWD='hunter2'")]
    [InlineData("postgres", "Host=db;Username=hub;Password=hunter2${env:FINANCE}")]
    [InlineData("postgres", "Host=db;Username=hub;SSL Password=hunter2")]
    [InlineData("sqlserver", "Server=db;User Id=hub;Pwd=hunter2")]
    [InlineData("sqlite", "Data Source=x.db;Password=hunter2")]
    public void A_password_in_a_connection_is_a_fault_that_does_not_repeat_it(string provider, string connection)
    {
        var errors = Check(provider, connection, "x");
        errors.ShouldContain(e => e.Contains("is written in 'connection', where everybody reads it", StringComparison.Ordinal));
        errors.ShouldAllBe(e => !e.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=db;Username=hub;Password=${env:FINANCE}")]
    [InlineData("Host=db;Username=hub;Password=\"${env:FINANCE}\"")]
    [InlineData("${env:FINANCE}")]
    public void A_password_that_is_a_reference_is_none(string connection) =>
        Check("postgres", connection, "Host=db;Password=x").ShouldBeEmpty();

    [Theory]
    [InlineData("ATTACH DATABASE 'DIR/hub.db' AS hub")]
    [InlineData("VACUUM INTO 'DIR/copy.db'")]
    public void A_statement_reaches_no_other_file_than_its_database(string statement)
    {
        var provider = new SqliteProvider();
        using var connection = provider.Connect(provider.Settle(
            $"Data Source={_data}/hub.db;Pooling=False", SystemLimits.Default, write: true));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement.Replace("DIR", _data, StringComparison.Ordinal);
        Should.Throw<DbException>(() => command.ExecuteNonQuery()).Message.ShouldContain("too many attached databases");
        File.Exists(Path.Combine(_data, "copy.db")).ShouldBeFalse();
    }

    private static void Execute(string connection, string statement)
    {
        using var database = new SqliteConnection(connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private List<string> Check(string provider, string connection, string given)
    {
        var system = Ledger.System(provider).Replace(
            "\"${env:FINANCE}\"", $"'{connection.Replace("'", "''", StringComparison.Ordinal)}'", StringComparison.Ordinal);
        var errors = new PlanErrors();
        var files = new AllowedFiles([_folder.File("secrets")], [_data], []);
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            Ledger.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = given }, files: files), errors);
        return [.. errors.Select(e => e.ToString()).Where(e => e.Contains("connection", StringComparison.Ordinal)
            || e.Contains("${env:FINANCE}", StringComparison.Ordinal))];
    }
}
