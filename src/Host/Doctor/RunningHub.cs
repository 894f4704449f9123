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
        var (hub, answers) = await FindAsync();
        return answers ? ([hub, .. await NodesAsync()], true) : ([hub], false);
    }

    /// <summary>Returns whether the hub is ready; one that does not answer is missing.</summary>
    public static async Task<Finding> FindReadyAsync()
    {
        var (hub, _) = await FindAsync();
        return hub.State == FindingState.Note ? hub with { State = FindingState.Missing } : hub;
    }

    private static async Task<(Finding Hub, bool Answers)> FindAsync()
    {
        var (address, fault) = HubAddress.Find();
        if (address is null)
            return (new Finding("hub", FindingState.Missing, fault!.TrimEnd('.')), false);
        var url = address.AbsoluteUri.TrimEnd('/');
        var ready = await ReadyAsync(address);
        if (ready is not var (isHub, isReady, said))
            return (Finding.Note("hub", $"none answers at {url}", "./hub up starts one; HUB_URL names another"), false);
        if (!isHub)
            return (Finding.Missing(
                "hub", $"what answers at {url} is another program",
                "stop it, or ./hub up --urls with another port, which HUB_URL names then"), false);
        return isReady
            ? (Finding.Ok("hub", $"{url} is {said}"), true)
            : (Finding.Missing("hub", $"{url} is not ready: {said}", "./hub nodes says why of each process"), true);
    }

    private static async Task<(bool IsHub, bool Ready, string Said)?> ReadyAsync(Uri address)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            using var answer = await http.GetAsync(new Uri(address, "hub/health/ready"));
            var said = (await answer.Content.ReadAsStringAsync()).Split('\n')[0];
            return (
                answer.Headers.Contains("X-Hub-Request-Id"), answer.IsSuccessStatusCode, said.Length <= 200 ? said : said[..200]);
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
            // It says what to do.
            return [new Finding("token", FindingState.Missing, e.Message.TrimEnd('.'))];
        }
    }
}
