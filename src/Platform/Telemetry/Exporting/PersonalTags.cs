using System.Diagnostics;
using OpenTelemetry;

namespace Hub.Platform.Telemetry.Exporting;

/// <summary>
/// Takes out of every span what may name a person: addresses hold keys (<c>/api/customers/C-1001</c>), a client's
/// address or program is somebody's, and exceptions quote what they choke on. So may what tells where a system is, which
/// the plan may take from outside: where a span went is still told by route, side, system and operation.
/// </summary>
internal sealed class PersonalTags : BaseProcessor<Activity>
{
    private static readonly string[] Names =
    [
        "url.path", "url.query", "url.full", "http.url", "http.target", "client.address", "client.port",
        "user_agent.original", "http.user_agent", "enduser.id", .. PlaceTags.Names,
    ];

    public override void OnEnd(Activity data)
    {
        foreach (var name in Names)
        {
            if (data.GetTagItem(name) is not null)
                data.SetTag(name, null);
        }

        if (data.Status == ActivityStatusCode.Error
            && data.StatusDescription is not null
            && data.Source.Name != HubTelemetry.Name)
            data.SetStatus(ActivityStatusCode.Error);
        // A recorded exception cannot be taken off again, so the whole span stays behind. What HTTP says of itself is harmless.
        if (data.Source.Name != "System.Net.Http" && data.Events.Any(e => e.Name == "exception"))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
