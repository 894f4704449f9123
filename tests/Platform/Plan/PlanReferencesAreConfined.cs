using System.Diagnostics;
using Hub.Platform.Plan;
using Hub.Tests;

namespace Hub.Platform.Tests.Plan;

/// <summary>A plan comes over the network: it reads nothing of the machine but what whoever started the hub allows.</summary>
public sealed class PlanReferencesAreConfined : IDisposable
{
    private const string Secret = "tell-nobody-0815";
    private readonly TemporaryFolder _folder = new();
    private readonly string _secrets;
    private readonly string _data;

    public PlanReferencesAreConfined()
    {
        (_secrets, _data) = (_folder.File("secrets"), _folder.File("data"));
        Directory.CreateDirectory(_secrets);
        Directory.CreateDirectory(Path.Combine(_data, "landscape"));
        File.WriteAllText(Path.Combine(_secrets, "erp"), Secret + "\n");
        File.WriteAllText(Path.Combine(_data, "admin.token"), Secret);
        File.WriteAllText(Path.Combine(_data, "hub.db"), Secret);
        File.WriteAllText(Path.Combine(_data, "landscape", "finance.db"), "the demo's");
    }

    private AllowedFiles Files => new([_secrets], [_data], [Path.Combine(_data, "landscape")]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_library_throws_of_a_value_is_told_as_the_plan_writes_it()
    {
        var (errors, at) = (new PlanErrors(), new PlanLocation("systems/erp.yaml", 3));
        var references = new PlanReferences(new Dictionary<string, string> { ["ERP_URL"] = Secret });
        references.Resolve("${env:ERP_URL}", at, errors).ShouldBe(Secret);
        errors.Try(at, "erp cannot be served", () => throw new FormatException($"{Secret} has no host"));
        errors.Select(e => e.Message).ShouldBe(["erp cannot be served: ${env:ERP_URL} has no host"]);
    }

    [Fact]
    public void What_the_plan_writes_itself_is_told_as_it_is_written()
    {
        const string Typed = "http://127.0.0.1:19999/v1";
        var (errors, at) = (new PlanErrors(), new PlanLocation("capabilities/orders.yaml", 3));
        var references = new PlanReferences(new Dictionary<string, string> { ["ERP_URL"] = "http://127.0.0.1:1" });
        references.Resolve("capabilities/orders.yaml", PlanNode.Scalar(at, Typed), errors);
        references.Resolve("${env:ERP_URL}", at, errors);
        errors.Add(at, $"new: {Typed} and http://127.0.0.1:19999 are not http://127.0.0.1:1, nor http://127.0.0.1:1/v2");
        errors.Select(e => e.Message).ShouldBe([
            $"new: {Typed} and http://127.0.0.1:19999 are not ${{env:ERP_URL}}, nor ${{env:ERP_URL}}/v2",
        ]);
    }

    [Theory]
    [InlineData("owner: order-team", "owner: \"${env:NEW_URL}\"", "owner")]
    [InlineData("seed: customer", "seed: \"${env:NEW_URL}\"", "cohort.seed")]
    [InlineData("header X-Customer-Id", "\"header ${env:NEW_URL}\"", "cohort.from")]
    [InlineData("GET /api/orders/{id}", "\"GET /api/${env:NEW_URL}\"", "routes.orders.get")]
    [InlineData("new: http://127.0.0.1:9001", "new: { to: \"http://n\", path: \"/${env:NEW_URL}\" }", "sides.new.path")]
    public void A_reference_stands_for_addresses_and_secrets_alone(string good, string bad, string field)
    {
        var references = new PlanReferences(new Dictionary<string, string> { ["NEW_URL"] = Secret });
        var (plan, errors) = PlanFiles.Load(
            references, ("capabilities/orders.yaml", PlanFiles.Orders.Replace(good, bad, StringComparison.Ordinal)));
        plan.ShouldBeNull();
        errors.ShouldContain(e => e.Message.StartsWith($"'{field}' takes no reference", StringComparison.Ordinal));
        errors.ShouldAllBe(e => !e.Message.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("${env:NEW_URL}")]
    [InlineData("${env:NEW_URL}/v2")]
    [InlineData("${file:SECRETS/erp}")]
    [InlineData("http://${env:NEW_URL}/v2")]
    [InlineData("http://n:${env:NEW_URL}/v2")]
    public void A_value_that_is_no_address_is_told_as_it_is_written(string written)
    {
        written = written.Replace("SECRETS", _secrets, StringComparison.Ordinal);
        var references = new PlanReferences(new Dictionary<string, string> { ["NEW_URL"] = Secret + " " }, files: Files);
        Load(references, written).ShouldBe($"the value of {written} is not an address such as http://erp.internal:8080");
    }

    [Theory]
    [InlineData("http://elsewhere.example/${env:NEW_URL}")]
    [InlineData("http://elsewhere.example/?key=${env:NEW_URL}")]
    [InlineData("http://${env:NEW_URL}.elsewhere.example/")]
    [InlineData("http://elsewhere.example:80/${env:NEW_URL}")]
    [InlineData("${env:NEW_URL}.elsewhere.example")]
    [InlineData("${env:NEW_URL}@elsewhere.example")]
    [InlineData("${env:OTHER}/${env:NEW_URL}")]
    public void No_reference_is_told_to_a_host_as_a_part_of_an_address(string written) =>
        Load(Given, written).ShouldStartWith("a reference in an address is the whole beginning, or the whole host or port");

    [Theory]
    [InlineData("${env:SCHEME}//elsewhere.example")]
    [InlineData("${env:SCHEME}/elsewhere.example")]
    public void What_a_reference_begins_is_an_address_by_itself(string written) =>
        Load(new PlanReferences(new Dictionary<string, string> { ["SCHEME"] = "http:" }), written)
            .ShouldStartWith("the value of ${env:SCHEME}");

    [Theory]
    [InlineData("${env:NEW_URL}/v2", "http://127.0.0.1:9002/v2")]
    [InlineData("http://${env:OTHER}:8080/v2", "http://other:8080/v2")]
    [InlineData("http://${env:OTHER}:${env:PORT}", "http://other:9003/")]
    [InlineData("http://n:${env:PORT}/x", "http://n:9003/x")]
    public void An_address_may_be_put_together_of_a_beginning_a_host_or_a_port(string written, string address)
    {
        var (plan, errors) = PlanFiles.Load(Given, ("capabilities/orders.yaml", With(written)));
        errors.ShouldBeEmpty();
        var side = plan!.Routes.First().New!;
        (side.Name.ToString(), side.Address).ShouldBe((written, new Uri(address)));
        side.ToString().ShouldNotContain(":9");
    }

    [Fact]
    public void A_name_and_password_in_an_address_are_a_fault_and_so_is_a_key_in_its_query()
    {
        var references = new PlanReferences(new Dictionary<string, string> { ["NEW_URL"] = $"http://hub:{Secret}@n" });
        Load(references, "${env:NEW_URL}").ShouldStartWith("the value of ${env:NEW_URL} is an address with a name and password");
        Load(references, "http://hub:pass@n").ShouldStartWith("'to' is an address with a name and password in it");
        Load(references, "http://n/orders?api_key=4711").ShouldStartWith("'to' has 'api_key' in its query, where everybody");
    }

    [Theory]
    [InlineData("PATH", "environment variable PATH is not among those that a plan may read; start the hub with --env-allow PATH")]
    [InlineData("HUB_STORE", "environment variable HUB_STORE is the hub's own, which no plan reads")]
    [InlineData("hub_secret", "environment variable hub_secret is the hub's own")]
    public void Only_variables_that_are_allowed_are_read_and_the_hubs_own_never(string name, string message) =>
        Load(new PlanReferences(variables: new AllowedVariables(["ERP_*", "HUB_STORE", "HUB_*"])), $"${{env:{name}}}")
            .ShouldStartWith(message);

    [Fact]
    public void Variables_are_allowed_by_name_or_by_prefix_and_those_of_a_folder_by_being_named_there()
    {
        var allowed = new AllowedVariables(["ERP_*", "CRM"]);
        new[] { "ERP_URL", "ERP_", "CRM", "CRM_URL", "erp_url", "" }.Select(allowed.Allow)
            .ShouldBe([true, true, true, false, false, false]);
        AllowedVariables.NamedIn(PlanFiles.Bundle(
            ("systems/erp.yaml", "system: [not closed \"${env:ERP_URL}\" ${file:/x}"), ("contracts/a.wsdl", "${env:NOT_THIS}")))
            .ShouldBe(["ERP_URL"]);
    }

    [Fact]
    public void A_file_is_read_below_the_folders_that_are_allowed()
    {
        Directory.CreateDirectory(Path.Combine(_secrets, "..data"));
        File.WriteAllText(Path.Combine(_secrets, "..data", "crm"), "as Kubernetes has it\r\n");
        File.CreateSymbolicLink(Path.Combine(_secrets, "crm"), "..data/crm");
        Read("erp").ShouldBe((Secret, null));
        Read("crm").ShouldBe(("as Kubernetes has it", null));
        Read("../secrets/./erp").ShouldBe((Secret, null));
    }

    [Theory]
    [InlineData("../data/admin.token", "is below no folder")]
    [InlineData("link", "is a link, or behind one, that leads out of")]
    [InlineData("folder/admin.token", "is a link, or behind one, that leads out of")]
    [InlineData("folder/../erp", "is a link, or behind one, that leads out of")]
    [InlineData("hard", "is the hub's own")]
    [InlineData("pipe", "is empty or no regular file")]
    [InlineData("zero", "is a link, or behind one, that leads out of")]
    [InlineData("", "is below no folder")]
    [InlineData("large", "is larger than 64 KB")]
    [InlineData("circle", "cannot be read; create it")]
    [InlineData("none", "cannot be read; create it")]
    [InlineData("file:///etc/passwd", "cannot be read; create it")]
    public void A_file_that_is_elsewhere_or_none_is_not_read_however_it_is_spelled(string name, string problem)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hard links and pipes are made by Linux's own commands here");
        File.CreateSymbolicLink(Path.Combine(_secrets, "link"), Path.Combine(_data, "admin.token"));
        File.CreateSymbolicLink(Path.Combine(_secrets, "circle"), "circle");
        File.CreateSymbolicLink(Path.Combine(_secrets, "zero"), "/dev/zero");
        Directory.CreateSymbolicLink(Path.Combine(_secrets, "folder"), _data);
        File.WriteAllBytes(Path.Combine(_secrets, "large"), new byte[65 * 1024]);
        Run("ln", Path.Combine(_data, "hub.db"), Path.Combine(_secrets, "hard"));
        Run("mkfifo", Path.Combine(_secrets, "pipe"));
        var (text, said) = Read(name);
        text.ShouldBeNull();
        said.ShouldNotBeNull().ShouldContain(problem);
        said.ShouldNotContain(Secret);
    }

    [Fact]
    public void The_data_folder_is_not_read_although_it_lies_below_a_folder_that_is_allowed()
    {
        var files = new AllowedFiles([_folder.Path], [_data], [Path.Combine(_data, "landscape")]);
        files.ReadText(Path.Combine(_data, "admin.token"), out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("is the hub's own");
        files.ReadText(Path.Combine(_secrets, "erp"), out _).ShouldBe(Secret);
    }

    [Theory]
    [InlineData("data/hub.db", false)]
    [InlineData("data/new.db", false)]
    [InlineData("DATA/HUB.DB", false)]
    [InlineData("secrets/../data/hub.db", false)]
    [InlineData("by-link/hub.db", false)]
    [InlineData("hard.db", false)]
    [InlineData("pipe.db", false)]
    [InlineData("data", false)]
    [InlineData("data/landscape/finance.db", true)]
    [InlineData("finance.db", true)]
    public void No_system_opens_what_is_the_hubs_own(string path, bool may)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hard links and pipes are made by Linux's own commands here");
        Directory.CreateSymbolicLink(_folder.File("by-link"), _data);
        Run("ln", Path.Combine(_data, "hub.db"), _folder.File("hard.db"));
        Run("mkfifo", _folder.File("pipe.db"));
        (Files.WhyNot(Path.Combine(_folder.Path, path), path) is null).ShouldBe(may);
    }

    [Fact]
    public void A_file_that_every_process_has_of_itself_is_no_way_to_the_hubs_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        using var open = File.OpenRead(Path.Combine(_data, "hub.db"));
        Files.WhyNot($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}", "it").ShouldNotBeNull();
        Files.WhyNot($"/proc/self/root{_data}/hub.db", "it").ShouldNotBeNull();
    }

    private static PlanReferences Given => new(new Dictionary<string, string>
    {
        ["NEW_URL"] = "http://127.0.0.1:9002", ["OTHER"] = "other", ["PORT"] = "9003",
    });

    private (string? Text, string? Problem) Read(string name)
    {
        var path = name.Contains(':', StringComparison.Ordinal) ? name : $"{_secrets}/{name}";
        // A relative path is the working directory's: one below a folder that is allowed there.
        var files = name.Contains(':', StringComparison.Ordinal) ? new AllowedFiles(["."], [_data], []) : Files;
        return (files.ReadText(path, out var problem), problem);
    }

    private static string With(string address) =>
        PlanFiles.Orders.Replace("http://127.0.0.1:9001", $"\"{address}\"", StringComparison.Ordinal);

    private static string Load(PlanReferences references, string address)
    {
        var (plan, errors) = PlanFiles.Load(references, ("capabilities/orders.yaml", With(address)));
        plan.ShouldBeNull();
        errors.ShouldAllBe(e => !e.Message.Contains(Secret, StringComparison.Ordinal));
        return errors.First().Message;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
