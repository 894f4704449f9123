using Microsoft.Extensions.Logging;

namespace Hub.Platform.Telemetry.Logging;

/// <summary>
/// Entries that any caller can cause as often as wanted and that say nothing of the hub: the server logs a malformed body that
/// nobody has read as an error with its stack, once for each request.
/// </summary>
internal static class CallersFaults
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";
    private const string UnreadBody = "RequestBodyDrainBodyReaderInvalidState";

    /// <summary>Returns whether an entry is left out of the log.</summary>
    public static bool Include(string category, EventId id) => id.Name == UnreadBody && category == Server;
}
