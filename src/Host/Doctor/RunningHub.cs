using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Host.Shell;

namespace Hub.Host.Doctor;

/// <summary>What commands need of the hub that they talk to.</summary>
/// <param name="data">The data folder, for its token.</param>
internal sealed class RunningHub(string data)
{
    /// <summary>Returns what was found, and whether a hub answers.</summary>
    public async Task<(IReadOnlyList<Finding> Findings, bool Answers)> LookAsync()
    {
        var url = HubClient.Url;
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
            return ([Finding.Missing(
                "hub", $"HUB_URL is '{url}', which is not an address", $"export HUB_URL={HubClient.DefaultUrl}")], false);
        var ready = await ReadyAsync(address);
        if (ready is not var (isReady, said))
            return ([Finding.Note("hub", $"none answers at {url}", "./hub up starts one; HUB_URL names another")], false);
        var hub = isReady
            ? Finding.Ok("hub", $"{url} is {said}")
            : Finding.Missing("hub", $"{url} is not ready: {said}", "./hub nodes says why of each process");
        return ([hub, .. await NodesAsync()], true);
    }

    // What else answers there is no hub.
    private static async Task<(bool Ready, string Said)?> ReadyAsync(Uri address)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            using var answer = await http.GetAsync(new Uri(address, "hub/health/ready"));
            var said = (await answer.Content.ReadAsStringAsync()).Split('\n')[0];
            return answer.IsSuccessStatusCode && !said.StartsWith("ready", StringComparison.Ordinal)
                ? null
                : (answer.IsSuccessStatusCode, said.Length <= 200 ? said : said[..200]);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<Finding>> NodesAsync()
    {
        try
        {
            using var hub = new HubClient(data);
            var nodes = (await hub.GetAsync("hub/api/nodes")).Read<List<NodeView>>();
            var token = Finding.Ok("token", "the hub knows it");
            return
            [
                token,
                .. nodes.Select(n => !n.Live
                    ? Finding.Note("node", $"{n.Name} is gone, or cut off", "start it again where it is wanted")
                    : n.Problem is { Length: > 0 } problem
                        ? Finding.Missing("node", $"{n.Name} is not ready: {problem}", "see its log")
                        : Finding.Ok("node", $"{n.Name} serves revision {n.Revision}")),
            ];
        }
        catch (CommandFailedException e)
        {
            return [Finding.Missing(
                "token", e.Message.TrimEnd('.'), "export HUB_TOKEN=…, or name the running hub's data folder with --data")];
        }
    }
}
