using System.Data.Common;
using System.Text.Json.Nodes;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Cutover;

/// <summary>Tells webhooks that a shift was refused by its gate: once in ten minutes for one and the same.</summary>
internal sealed partial class GateNotices(Notices notices, TimeProvider time, ILogger<GateNotices> log)
{
    private static readonly TimeSpan Once = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Tells it, where a gate was among the reasons and nothing that was told before holds the route. A refusal stays one,
    /// whether it can be told or not.
    /// </summary>
    public async Task TellAsync(ShiftTrial trial)
    {
        if (trial is not { Refused: not null, Verdict: { } verdict } || !notices.IsHeard(NoticeKinds.Gate)
            || verdict.Found.Any(o => o.WasTold)
            || verdict.Found.Where(o => o.Gate).ToList() is not { Count: > 0 } gates)
            return;
        var (shift, why) = (trial.Shift, string.Join(' ', gates.Select(g => g.Why)));
        var window = time.GetUtcNow().Ticks / Once.Ticks;
        try
        {
            await notices.TellAsync(new Notice(
                NoticeKinds.Gate, $"gate-{trial.Route.Id}-{shift.To.Stage}-{window}", trial.Route.Id,
                $"{trial.Route.Id}: {shift.From} \u2192 {shift.To}, asked for by {shift.By}, was refused. {why}",
                new JsonObject
                {
                    ["route"] = trial.Route.Id, ["from"] = shift.From.ToString(), ["to"] = shift.To.ToString(),
                    ["author"] = shift.By, ["missing"] = why,
                }));
        }
        catch (DbException e)
        {
            LogNotTold(log, trial.Route.Id, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "That the gate of {Route} does not pass is not told to webhooks: {Reason}")]
    private static partial void LogNotTold(ILogger log, string route, string reason);
}
