using System.CommandLine;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows what webhooks were told, and tries them.</summary>
internal static class NotifyCommand
{
    private const string Waiting = "waiting";
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
        command.SetAction((parsed, _) => listing.RunAsync<NotifyView>(
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
        command.SetAction((parsed, cancellation) => listing.RunAsync<NotifyView>(
            parsed, hub => TestAsync(hub, parsed.GetValue(webhook), cancellation), Tell,
            answer => answer.Notices.All(n => n.State == "delivered") ? CommandLine.Done : CommandLine.Failed));
        return command;
    }

    private static async Task<JsonElement> TestAsync(HubClient hub, string? webhook, CancellationToken cancellation)
    {
        var sent = await hub.PostAsync("hub/api/notifications/test", webhook is null ? new { } : new { webhook });
        var (began, time) = (TimeProvider.System.GetTimestamp(), TimeProvider.System);
        while (true)
        {
            var answer = await hub.GetAsync($"hub/api/notifications?id={sent.Read<NotifyTest>().Id}");
            if (answer.Read<NotifyView>().Notices.All(n => n.State != Waiting || n.Problem is not null)
                || time.GetElapsedTime(began) > Patience)
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        }
    }

    private static Listed Tell(NotifyView answer) => new(
        ListingTable.Of(
            answer.Notices,
            answer.Webhooks.Count == 0
                ? "The plan names no webhook: 'notify' in hub.yaml does."
                : "No notice was told to a webhook in the last 14 days.",
            ("state", n => n.State),
            ("webhook", n => n.Webhook),
            ("kind", n => n.Kind),
            ("text…", n => n.Text),
            ("attempts", n => $"{n.Attempts}"),
            ("told", n => ApiRecords.Time(n.At)),
            ("sent again", n => n is { State: Waiting, Problem: not null } ? ApiRecords.Time(n.DueAt) : ""),
            ("problem…", n => n.Problem ?? "")));
}
