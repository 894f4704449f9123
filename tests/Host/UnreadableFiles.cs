using System.Text;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>One file of the demo's plan that cannot be read is one fault, whatever else of the plan refers to it.</summary>
public sealed class UnreadableFiles(UnreadableFiles.Loading loading) : IClassFixture<UnreadableFiles.Loading>
{
    private static readonly PlanBundle Demo = PlanFolder.Read(Repository.Plan, null);

    public static TheoryData<string, byte[]> Broken { get; } = [];

    static UnreadableFiles()
    {
        foreach (var file in Files(".yaml").Where(f => !f.StartsWith("environments/", StringComparison.Ordinal)))
            foreach (var content in new[] { "a: [\n\"", "", "- a\n- b\n", "text", "a: \tb\n\t- c" })
                Broken.Add(file, Encoding.UTF8.GetBytes(content));
        foreach (var file in Files(".yaml").Concat(Files(".sql")))
            if (!file.StartsWith("environments/", StringComparison.Ordinal)
                && !file.EndsWith(".postgres.sql", StringComparison.Ordinal))
                Broken.Add(file, [.. Demo.Files[file], 0xE4]);
        foreach (var file in Files(".sql").Where(f => !f.EndsWith(".postgres.sql", StringComparison.Ordinal)))
            foreach (var content in new[] { "", "-- nothing", "drop it" })
                Broken.Add(file, Encoding.UTF8.GetBytes(content));
    }

    private static IEnumerable<string> Files(string ending) =>
        Demo.Files.Keys.Where(f => f.EndsWith(ending, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Broken))]
    public void It_is_one_fault(string file, byte[] content) => Load(file, content).ShouldHaveSingleItem().ShouldContain(file);

    [Theory]
    [InlineData("capabilities/customers.yaml", "owner:", "ownr:")]
    [InlineData("capabilities/customers.yaml", "routes:", "rotues:")]
    [InlineData("capabilities/customers.yaml", "sides:", "side:")]
    [InlineData("capabilities/customers.yaml", "capability: customers", "capability: [customers]")]
    [InlineData("systems/crm.yaml", "system: crm", "sistem: crm")]
    public void A_field_that_cannot_be_read_is_no_fault_of_another_file(string file, string old, string @new)
    {
        var text = Demo.Text(file)!;
        text.ShouldContain(old);
        Load(file, Encoding.UTF8.GetBytes(text.Replace(old, @new))).ShouldAllBe(e => e.Contains(file));
    }

    [Fact]
    public void What_no_file_can_hold_is_told_besides()
    {
        var files = new Dictionary<string, byte[]>(Demo.Files)
        {
            ["capabilities/stock.yaml"] = Encoding.UTF8.GetBytes(
                Demo.Text("capabilities/stock.yaml")!.Replace("owner:", "ownr:")),
            ["systems/crm.yaml"] = Encoding.UTF8.GetBytes(
                Demo.Text("systems/crm.yaml")!.Replace("  customers.get:", "  customers.gett:")),
        };
        loading.Load(new PlanBundle(files)).ShouldContain(e => e.Contains("no capability has a route 'customers.gett'"));
    }

    private List<string> Load(string file, byte[] content) =>
        loading.Load(new PlanBundle(new Dictionary<string, byte[]>(Demo.Files) { [file] = content }));

    /// <summary>A hub that loads plans by all of its rules, and serves none.</summary>
    public sealed class Loading : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly PlanReferences _references = new(DemoLandscape.Read(Repository.Plan)!.StandIns);
        private readonly WebApplication _app;

        public Loading() => _app = HubApplication.Build(
            new UpOptions(
                "", null, _folder.Path, "http://127.0.0.1:0", Demo: false, Roles.All, Peers.None, OpenMetrics: false,
                AdminUrls: null),
            _references);

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _folder.Dispose();
        }

        internal List<string> Load(PlanBundle bundle)
        {
            var errors = new PlanErrors();
            _app.Services.GetRequiredService<PlanLoader>().Load(bundle, _references, errors);
            return [.. errors.Select(e => e.ToString())];
        }
    }
}
