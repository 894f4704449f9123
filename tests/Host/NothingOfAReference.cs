using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace Hub.Host.Tests;

/// <summary>Whatever a reference stands for, and wherever it stands, nothing of its value is seen anywhere.</summary>
public sealed class NothingOfAReference
{
    // The whole network 127 is this machine: an address that works, and that nothing else has.
    private const string Host = "127.77.11.47";
    private const string Mark = "tell-nobody";
    private static readonly string[] Values =
        [Mark, $"http://{Mark}.invalid:1/{Mark}", $"Data Source=/{Mark}/{Mark}.db", "4711000815"];

    public static TheoryData<string> Files { get; } = new(
        Directory.EnumerateFiles(Repository.Plan, "*.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Plan, f)).Where(f => f != "demo.yaml").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_field_of_the_demos_plan_takes_a_reference_without_telling_it_or_takes_none(string file)
    {
        await using var checker = HubApplication.CreatePlanChecker();
        var loader = checker.GetRequiredService<PlanLoader>();
        var environment = file.StartsWith("environments", StringComparison.Ordinal)
            ? Path.GetFileNameWithoutExtension(file) : null;
        var bundle = PlanFolder.Read(Repository.Plan, environment);
        var taken = new List<string>();
        foreach (var (path, text) in WithReference(bundle.Text(file)!))
        {
            var changed = new PlanBundle(bundle.Files
                .Where(f => f.Key != file).Append(KeyValuePair.Create(file, Encoding.UTF8.GetBytes(text))));
            foreach (var value in Values)
            {
                var errors = new PlanErrors();
                var references = new PlanReferences(new Dictionary<string, string>(Landscape.Nowhere)
                {
                    ["FINANCE_POSTGRES"] = "Host=db;Database=finance", ["MARK"] = value,
                });
                var plan = loader.Load(changed, references, errors);
                var told = string.Join('\n', errors.Concat(errors.Notes));
                foreach (var secret in new[] { Mark, "4711000815" })
                    told.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{path}: {told}");
                // Where none is taken, none is read, whatever its value.
                if (told.Contains("takes no reference", StringComparison.Ordinal))
                    break;
                if (plan is null)
                    continue;
                taken.Add(path);
                string.Join('\n', plan.Routes.Select(r => $"{r} {r.Legacy} {r.New}")).ShouldNotContain(Mark);
                break;
            }
        }

        taken.ShouldAllBe(p => Array.Exists(TakesReferences, t => p.EndsWith(t, StringComparison.Ordinal)));
    }

    // What the demo has of the fields that take them.
    private static readonly string[] TakesReferences =
        [".address", ".connection", ".to", ".legacy", ".new", ".username", ".password", ".const", ".default"];

    [Fact]
    public async Task A_running_hub_shows_nothing_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var landscape = await Landscape.StartAsync(folder.File("landscape"));
        using var doors = new Doors();
        var finance = folder.File($"{Mark}.db");
        File.CreateSymbolicLink(finance, landscape.FinanceFile);
        var plan = folder.File("plan");
        CopyPlan(plan);
        var hub = await HubUnderTest.StartAsync(
            folder.File("data"), landscape,
            new Dictionary<string, string?>
            {
                ["ERP_URL"] = doors.To(landscape.ErpAddress),
                ["CRM_URL"] = doors.To(landscape.CrmAddress),
                ["SHOP_URL"] = doors.To(landscape.ShopAddress),
                ["FINANCE_DB"] = finance,
                ["CRM_USER"] = "hub",
                ["HOOK"] = $"http://{Host}:9/{Mark}",
                ["HUB_LOG"] = "json",
            },
            "--plan", plan);
        await using var running = hub;
        using var client = new HttpClient { BaseAddress = hub.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hub.Token);
        var seen = new List<(string What, string Text)>();

        await LookAsync("while all is well");
        await client.PostAsJsonAsync("/hub/api/routes/orders.get/shift", new { stage = "new", reason = "go" });
        await landscape.BehaveAsync("fail");
        await LookAsync("while the ERP fails");
        doors.Shut();
        File.Delete(finance);
        await LookAsync("while nobody is there");
        await hub.StopAsync();
        seen.Add(("stdout", hub.Program.Text));
        seen.Add(("stderr", hub.Program.Errors));
        seen.Single(s => s.What == "while all is well: /api/products/P-2001").Text
            .ShouldContain("\"id\":\"P-2001\"", Case.Sensitive, hub.Program.Text);
        foreach (var (what, text) in seen)
            foreach (var secret in new[] { Host, Mark, "crm-demo-password" })
                text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{what}: {text}");

        async Task LookAsync(string when)
        {
            string[] paths =
            [
                "/api/products/P-2001", "/api/products", "/api/stock/P-2001", "/api/orders/O-3001", "/api/customers/C-1001",
                "/api/customers/C-1001/invoices", "/api/invoices/I-4001", "/erp/services/ErpService?wsdl", "/crm", "/",
                "/hub/api/routes", "/hub/api/routes/orders.get", "/hub/api/routes/orders.get/preview?stage=new",
                "/hub/api/plan", "/hub/api/plans", "/hub/api/revisions/1/plan", "/hub/api/revisions",
                "/hub/api/revisions/1/diff/2", "/hub/api/audit?limit=1000",
                "/hub/api/approvals", "/hub/api/nodes", "/hub/api/discovered",
                "/hub/api/notifications", "/hub/api/systems", "/hub/api/sides",
                "/hub/api/sync/links", "/hub/api/sync/parked", "/hub/api/sync/conflicts", "/hub/api/sync/waiting",
                "/hub/openapi.json?systems",
                "/hub/docs", "/hub/flags", "/hub/metrics", "/hub/health/ready", "/systems", "/systems/erp/operations/get-item",
            ];
            foreach (var path in paths)
            {
                using var answer = await client.GetAsync(path);
                seen.Add(($"{when}: {path}", $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}"));
                if (answer.Headers.TryGetValues("X-Hub-Request-Id", out var ids))
                    seen.Add((
                        $"{when}: explained {path}",
                        await TextAsync(await client.GetAsync($"/hub/api/requests/{ids.First()}"))));
            }

            foreach (var (operation, route, input) in new[]
            {
                ("erp/operations/get-item", "products.get", """{"id":"P-2001"}"""),
                ("crm/operations/get-customer", "customers.get", """{"id":"C-1001"}"""),
                ("finance/operations/get-invoice", "invoices.get", """{"id":"I-4001"}"""),
            })
            {
                var asked = new { route, input = JsonElement.Parse(input) };
                seen.Add(($"{when}: try {operation}", await TextAsync(
                    await client.PostAsJsonAsync($"/systems/{operation}/try", asked))));
            }

            seen.Add(($"{when}: write", await TextAsync(await client.PostAsJsonAsync(
                "/api/orders",
                new { customerId = "C-1001", reference = "x", lines = new[] { new { sku = "P-2001", quantity = 1 } } }))));
        }
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        using (answer)
            return $"{(int)answer.StatusCode} {answer.Headers}{await answer.Content.ReadAsStringAsync()}";
    }

    /// <summary>The demo's plan with references in all that takes them and has none.</summary>
    private static void CopyPlan(string folder)
    {
        foreach (var (path, content) in PlanFolder.Read(Repository.Plan, environment: null).Files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Encoding.UTF8.GetString(content)
                .Replace("username: hub", "username: \"${env:CRM_USER}\"", StringComparison.Ordinal));
        }

        File.AppendAllText(
            Path.Combine(folder, "hub.yaml"), "\nnotify: [{ to: \"${env:HOOK}\", format: slack }]\n");
    }

    /// <summary>A YAML text once for each of its values, that one being a reference.</summary>
    private static IEnumerable<(string Path, string Text)> WithReference(string text)
    {
        var count = Scalars(Read(text)).Count();
        for (var n = 0; n < count; n++)
        {
            var document = Read(text);
            var (path, scalar) = Scalars(document).ElementAt(n);
            scalar.Value = "${env:MARK}";
            scalar.Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted;
            using var writer = new StringWriter();
            new YamlStream(new YamlDocument(document)).Save(writer, assignAnchors: false);
            yield return (path, writer.ToString());
        }
    }

    private static YamlNode Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    private static IEnumerable<(string Path, YamlScalarNode Scalar)> Scalars(YamlNode node, string path = "") => node switch
    {
        YamlScalarNode scalar => [(path, scalar)],
        YamlSequenceNode list => list.SelectMany(i => Scalars(i, path)),
        YamlMappingNode map => map.SelectMany(f => Scalars(f.Value, $"{path}.{((YamlScalarNode)f.Key).Value}")),
        _ => [],
    };

    /// <summary>Ways to servers by an address of their own.</summary>
    private sealed class Doors : IDisposable
    {
        private readonly List<TcpListener> _listeners = [];

        public string To(string address)
        {
            var target = new Uri(address).Port;
            var listener = new TcpListener(IPAddress.Parse(Host), 0);
            listener.Start();
            _listeners.Add(listener);
            _ = ServeAsync(listener, target);
            return $"http://{Host}:{((IPEndPoint)listener.LocalEndpoint).Port}";
        }

        public void Shut() => _listeners.ForEach(l => l.Stop());

        public void Dispose() => Shut();

        private static async Task ServeAsync(TcpListener listener, int target)
        {
            try
            {
                while (true)
                    _ = PassAsync(await listener.AcceptTcpClientAsync(), target);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Shut.
            }
        }

        private static async Task PassAsync(TcpClient client, int target)
        {
            using (client)
            using (var server = new TcpClient())
            {
                await server.ConnectAsync(IPAddress.Loopback, target);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
        }
    }
}
