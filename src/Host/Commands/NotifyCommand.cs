using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows what webhooks were told, and tries them.</summary>
internal static class NotifyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Command Create() =>
        new("notify", "Shows what webhooks were told, and tries them.") { CreateList(), CreateTest() };

    private static Command CreateList()
    {
        var listing = new ListingCommand();
        var state = new Option<string?>("--state") { Description = "Notices in this state only." }
            .Of("waiting", "delivered", "failed");
        var command = new Command("list", "Lists the newest notices to webhooks, and what became of them.") { state };
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => listing.RunAsync(
            parsed,
            "hub/api/notifications" + (parsed.GetValue(state) is { } given ? $"?state={given}" : ""),
            Tell));
        return command;
    }

    private static Command CreateTest()
    {
        var listing = new ListingCommand();
        var webhook = new Option<string?>("--webhook")
        {
            Description = "The only one that gets it, as the plan writes its address: '${env:NAME}'. Default: all.",
            HelpName = "REFERENCE",
        };
        var command = new Command("test", "Sends the webhooks of the plan a message, and says whether it arrived.") { webhook };
        listing.AddTo(command);
        command.SetAction((parsed, cancellation) => listing.RunAsync(
            parsed, hub => TestAsync(hub, parsed.GetValue(webhook), cancellation), Tell,
            answer => Notices(answer).All(n => n.Text("state") == "delivered") ? CommandLine.Done : CommandLine.Failed));
        return command;
    }

    private static async Task<JsonElement> TestAsync(HubClient hub, string? webhook, CancellationToken cancellation)
    {
        var test = await hub.PostAsync("hub/api/notifications/test", webhook is null ? new { } : new { webhook });
        var (began, time) = (TimeProvider.System.GetTimestamp(), TimeProvider.System);
        while (true)
        {
            var answer = await hub.GetAsync($"hub/api/notifications?id={test.Text("id")}");
            if (Notices(answer).All(n => n.Text("state") != "waiting" || n.Text("problem").Length > 0)
                || time.GetElapsedTime(began) > Patience)
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        }
    }

    private static IEnumerable<JsonElement> Notices(JsonElement answer) => answer.GetProperty("notices").EnumerateArray();

    private static Listed Tell(JsonElement answer) => new(
        ListingTable.Of(
            Notices(answer),
            answer.GetProperty("webhooks").GetArrayLength() == 0
                ? "The plan names no webhook: 'notify' in hub.yaml does."
                : "No notice was told to a webhook in the last 14 days.",
            ("state", n => n.Text("state")),
            ("webhook", n => n.Text("webhook")),
            ("kind", n => n.Text("kind")),
            ("text…", n => n.Text("text")),
            ("attempts", n => n.Text("attempts")),
            ("told", n => n.Time("at")),
            ("sent again", n => n.Text("state") == "waiting" && n.Text("problem").Length > 0 ? n.Time("dueAt") : ""),
            ("problem…", n => n.Text("problem"))));
}
