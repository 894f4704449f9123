using System.Diagnostics;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Importing;

/// <summary>Plans are read by other people's tools as well: what is written is YAML for them too.</summary>
public sealed class OtherReadersOfYaml : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly ImportFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task PyYAML_reads_the_demos_plan_and_an_imported_one_with_columns_that_may_be_null()
    {
        if (!File.Exists(Python) || Run("import yaml").ExitCode != 0)
            Assert.Skip("PyYAML (package python3-yaml) is not here.");
        var database = $"Data Source={_folder.Put("parts.db", "")}";
        await using (var connection = new SqliteConnection(database))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText =
                "CREATE TABLE part (no INTEGER PRIMARY KEY, name TEXT, weight REAL); CREATE VIEW light AS SELECT * FROM part";
            await command.ExecuteNonQueryAsync();
        }

        await _folder.SqlAsync("sqlite", database);
        _folder.Read("systems/parts.yaml").ShouldContain("name: \"text?\"");
        foreach (var plan in new[] { _folder.Plan, Repository.Plan })
        {
            var read = Run(
                "import yaml,glob,sys\n"
                + "for f in glob.glob(sys.argv[1]+'/**/*.yaml',recursive=True): list(yaml.safe_load_all(open(f)))",
                plan);
            read.ExitCode.ShouldBe(0, read.Errors);
        }
    }

    private static (int ExitCode, string Errors) Run(params string[] arguments)
    {
        using var python = Process.Start(
            new ProcessStartInfo(Python, ["-c", .. arguments]) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, errors);
    }
}
