using System.Globalization;
using System.Text.Json;
using Hub.Console.Asking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Console.Auditing;

/// <summary>
/// Sends the audit log as a file of NDJSON, the oldest entry first: the same bytes as <c>./hub audit export</c> writes, page by
/// page as the hub's API tells them to the person's token.
/// </summary>
internal static class AuditExport
{
    private const int Page = 1000;

    /// <summary>The fields of the audit log's search that an export takes as well.</summary>
    public static readonly string[] Filters = ["actor", "action", "target", "outcome", "since", "until"];

    public static void MapAuditExport(this IEndpointRouteBuilder app) => app.MapGet("/audit/export", SendAsync);

    private static async Task SendAsync(HttpContext context, HubConnection hub)
    {
        var filters = Filters.Select(f => (Name: f, Value: (string?)context.Request.Query[f].ToString())).ToList();
        var token = Session.TokenOf(context.User)!;
        JsonElement entries;
        try
        {
            entries = await ReadAsync(0);
        }
        catch (HubRefusedException)
        {
            // The page asks the same, and tells what the hub says to it.
            context.Response.Redirect($"{context.Request.PathBase}/audit{QueryText.Of(filters)}");
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.ndjson\"";
        try
        {
            while (entries.GetArrayLength() > 0)
            {
                foreach (var entry in entries.EnumerateArray())
                    await context.Response.WriteAsync(
                        JsonSerializer.Serialize(entry, JsonSerializerOptions.Web) + "\n", context.RequestAborted);
                if (entries.GetArrayLength() < Page)
                    return;
                entries = await ReadAsync(entries[entries.GetArrayLength() - 1].GetProperty("number").GetInt64());
            }
        }
        catch (HubRefusedException)
        {
            // Cut off, so that the browser does not take it for a whole file.
            context.Abort();
        }

        Task<JsonElement> ReadAsync(long after) => hub.SendAsync<JsonElement>(
            token, HttpMethod.Get,
            "audit" + QueryText.Of(filters.Concat(
            [
                ("after", after.ToString(CultureInfo.InvariantCulture)), ("limit", Page.ToString(CultureInfo.InvariantCulture)),
            ])),
            body: null, context.RequestAborted);
    }
}
