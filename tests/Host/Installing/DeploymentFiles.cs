using System.Text.RegularExpressions;
using Hub.Host.Commands;
using Hub.Host.Shell;
using Hub.Tests.Processes;
using YamlDotNet.RepresentationModel;

namespace Hub.Host.Tests.Installing;

/// <summary>What eng/deploy says of the hub is so: its options, its variables, its addresses.</summary>
public sealed partial class DeploymentFiles
{
    private const string Compose = "compose.yaml";
    private const string Manifests = "kubernetes/all.yaml";
    private static readonly string Folder = Path.Combine(Repository.Root, "eng/deploy");

    [Fact]
    public void A_service_of_systemd_starts_the_hub_with_options_that_it_has()
    {
        var start = File.ReadLines(Path.Combine(Folder, "hub.service"))
            .Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal));
        Faults(start.Split(' ')[1..]).ShouldBeEmpty();
    }

    [Fact]
    public void Containers_start_the_hub_with_options_that_it_has()
    {
        var hub = (YamlMappingNode)Documents(Compose)[0]["x-hub"];
        Faults(Texts(hub["command"])).ShouldBeEmpty();
        Texts(hub["healthcheck"]["test"])[..2].ShouldBe(["CMD", "/app/Hub.Host"]);
        Faults(Texts(hub["healthcheck"]["test"])[2..]).ShouldBeEmpty();
        Faults(Texts(Container()["args"])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("startupProbe", "/hub/health/ready")]
    [InlineData("readinessProbe", "/hub/health/ready")]
    [InlineData("livenessProbe", "/hub/health/live")]
    public void Probes_ask_what_the_hub_answers(string probe, string path) =>
        $"{Container()[probe]["httpGet"]["path"]}".ShouldBe(path);

    [Fact]
    public void A_container_needs_no_rights()
    {
        var security = Container()["securityContext"];
        $"{security["readOnlyRootFilesystem"]} {security["allowPrivilegeEscalation"]}".ShouldBe("true false");
        // What is written: the data and /tmp. Two more are read.
        ((YamlSequenceNode)Container()["volumeMounts"]).Select(m => $"{m["mountPath"]}").ShouldBe(
            ["/data", "/plan", "/run/secrets/hub", "/tmp"]);
    }

    [Theory]
    [InlineData(Compose)]
    [InlineData(Manifests)]
    [InlineData("hub.service")]
    public void Each_variable_is_one_of_the_hubs(string file)
    {
        var known = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Variable().Matches(File.ReadAllText(f)).Select(m => m.Value)).ToHashSet(StringComparer.Ordinal);
        // Of the file's own: what is put in before it is read.
        string[] own = ["HUB_VERSION"];
        Variable().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(m => m.Value).Except(own, StringComparer.Ordinal)
            .Where(v => !known.Contains(v)).ShouldBeEmpty();
    }

    [Fact]
    public void What_the_compose_file_has_to_be_given_is_set_where_it_is_started()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        Required().Matches(File.ReadAllText(Path.Combine(Folder, Compose))).Select(m => m.Groups["name"].Value)
            .Where(name => !readme.Contains($" {name}=", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("X-Forwarded-For"), InlineData("X-Forwarded-Host"), InlineData("X-Forwarded-Proto"), InlineData("Forwarded")]
    public void The_balancer_takes_from_callers_what_only_a_proxy_may_say(string field) =>
        File.ReadLines(Path.Combine(Folder, "haproxy.cfg")).Select(l => l.Trim())
            .ShouldContain($"http-request del-header {field}");

    private static YamlNode Container() => Documents(Manifests)
        .Single(d => $"{d["kind"]}" == "StatefulSet")["spec"]["template"]["spec"]["containers"][0];

    private static IReadOnlyList<YamlNode> Documents(string file)
    {
        using var text = File.OpenText(Path.Combine(Folder, file));
        var stream = new YamlStream();
        stream.Load(text);
        return [.. stream.Documents.Select(d => d.RootNode)];
    }

    private static string[] Texts(YamlNode list) => [.. ((YamlSequenceNode)list).Select(text => $"{text}")];

    private static IReadOnlyList<string> Faults(string[] words) => CommandLine.Read(AllCommands.Create(), words).Faults;

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+):\?", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Required();

    [GeneratedRegex("HUB_[A-Z_]+[A-Z]", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Variable();
}
