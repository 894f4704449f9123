using System.Text;
using Hub.Platform.Plan;
using Hub.Tests;

namespace Hub.Platform.Tests.Plan;

/// <summary>
/// Names of a plan's files can be written into a folder of any machine and read from there: others are refused when a plan is
/// applied, and do not keep a plan of the store from being served.
/// </summary>
public sealed class NamesOfPlanFiles
{
    public static TheoryData<string> Odd =>
    [
        "/tmp/evil.sql", "../evil.sql", "sql/../../x.sql", "sql/..", "./sql/q.sql", "sql//q.sql", "sql/./q.sql", "sql/q.sql/",
        "sql\\..\\..\\x", "C:/x.sql", "sql/q.sql:stream", "sql/\u001b[31mq.sql", "sql/a\nb.sql", "sql/\u0000.sql",
        "sql/\u202egpj.sql", "sql/\u00a0q.sql", "sql/e\u0301.sql", "sql/\ufffd.sql", "sql/\ud800.sql", "sql/q.sql.", "sql/ q.sql",
        "sql/q.sql ", "sql/CON", "sql/nul.sql", "sql/q?.sql", "", ".git/config", ".envrc", ".vscode/tasks.json", "sql/.bashrc",
        "contracts/..data/a.xsd",
        $"sql/{new string('a', 241)}", $"sql/{string.Join('/', Enumerable.Repeat("abcdefghi", 60))}",
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public void A_name_that_some_machine_would_not_keep_is_a_fault_and_no_character_of_it_acts_on_a_terminal(string path)
    {
        var (plan, errors) = PlanFiles.Load((path, "SELECT 1"));

        plan.ShouldBeNull();
        var fault = errors.ShouldHaveSingleItem();
        fault.Message.ShouldStartWith("the file's name is ");
        fault.ToString().ShouldAllBe(c => !char.IsControl(c) && c != '\u202e');
        fault.ToString().Length.ShouldBeLessThan(1000);
    }

    [Theory]
    [InlineData("HUB.yaml", "hub.yaml")]
    [InlineData("Capabilities/raw.yaml", "capabilities")]
    [InlineData("SQL/q.sql", "sql")]
    [InlineData("\u017fql/q.sql", "sql")]
    [InlineData("Hub.Yaml/q.sql", "hub.yaml")]
    public void A_folder_of_a_plan_in_another_letter_case_is_a_fault_and_not_passed_over(string path, string meant) =>
        PlanFiles.Load((path, "a: b")).Errors.ShouldHaveSingleItem().ToString()
            .ShouldStartWith($"{path}(1): a plan's file or folder is called {meant} in lower case");

    [Theory]
    [InlineData("sql/q.sql", "sql/Q.sql")]
    [InlineData("sql/a/q.sql", "sql/A/r.sql")]
    [InlineData("sql/\u00e9.sql", "sql/\u00c9.sql")]
    [InlineData("sql/q", "sql/q/r.sql")]
    [InlineData("sql/q", "sql/Q/r.sql")]
    public void Files_that_cannot_lie_in_one_folder_everywhere_are_faults_each(string one, string other)
    {
        var errors = PlanFiles.Load((one, "SELECT 1"), (other, "SELECT 2")).Errors;

        errors.Select(e => e.At.File).ShouldBe([one, other], ignoreOrder: true);
        errors.First(e => e.At.File == one).Message.ShouldContain(other);
    }

    [Theory]
    [InlineData("capabilities/raw.YAML")]
    [InlineData("systems/raw.Yml")]
    public void A_file_that_is_not_read_for_the_letter_case_of_its_ending_is_a_fault(string path) =>
        PlanFiles.Load((path, "a: b")).Errors.ShouldHaveSingleItem().Message.ShouldContain("end in .yaml");

    [Fact]
    public void Names_that_every_machine_keeps_are_taken_and_a_file_beside_the_folders_is_noted()
    {
        var (plan, errors) = PlanFiles.Load(
            ("sql/Orders by day (2).sql", "x"), ("contracts/erp/Bestellung_ä.wsdl", "x"), ("contracts/con-1/data/a.xsd", "x"),
            ("queries/q.sql", "x"));

        plan.ShouldNotBeNull(string.Join('\n', errors));
        errors.Notes.ShouldHaveSingleItem().ToString().ShouldStartWith("queries/q.sql(1): a plan's folder is read without this");
    }

    [Fact]
    public void What_the_store_has_is_noted_and_what_comes_beside_it_is_refused()
    {
        var bundle = PlanFiles.Bundle(("/tmp/evil.sql", "x"), ("sql/q.sql", "x"), ("sql/Q.sql", "x"), ("systems/x.YAML", "x: y"));
        var stored = new PlanErrors { IsStored = _ => true };
        new PlanLoader([]).Load(bundle, new PlanReferences(), stored).ShouldNotBeNull();
        stored.Notes.Select(n => n.At.File).ShouldBe(["/tmp/evil.sql", "sql/Q.sql", "sql/q.sql", "systems/x.YAML"]);

        var beside = new PlanErrors { IsStored = file => file != "sql/q.sql" };
        new PlanLoader([]).Load(bundle, new PlanReferences(), beside).ShouldBeNull();
        beside.ShouldHaveSingleItem().At.File.ShouldBe("sql/q.sql");
    }

    [Fact]
    public void A_folder_is_read_with_every_name_as_it_is()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        foreach (var path in new[]
        {
            "hub.yaml", "HUB.yaml", "Systems/erp.yaml", "sql/a\\b.sql", "sql/a/b.sql", "notes/x.txt", "sql/.git/x",
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
            File.WriteAllBytes(folder.File(path), Encoding.UTF8.GetBytes(path));
        }

        PlanFolder.Read(folder.Path, environment: null).Files.Keys
            .ShouldBe(["HUB.yaml", "Systems/erp.yaml", "hub.yaml", "sql/a/b.sql", "sql/a\\b.sql"]);
    }
}
