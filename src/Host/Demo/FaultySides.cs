using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Host.Demo;

/// <summary>
/// Puts the switch of seeded faults around the demo's new services. Records, and what sync reads of them, stay unchanged.
/// </summary>
internal static class FaultySides
{
    /// <summary>Returns what is put around hosted sides.</summary>
    public static SideWrapping Of(FaultSwitch faults, TimeProvider time) => new((name, side) =>
        SideName.Parse(name).Kind == SideKind.Service ? context => AnswerAsync(context, side, faults, time) : side);

    private static Task AnswerAsync(HttpContext context, RequestDelegate side, FaultSwitch faults, TimeProvider time) =>
        faults.Now is not { } on || !on.Strikes() ? side(context)
        : on.Fault.Fails
            ? new Problem(StatusCodes.Status500InternalServerError, "A seeded fault of the demo.").WriteAsync(context)
        : on.Fault.Spoil is { } spoil ? SpoilAsync(context, side, spoil)
        : DelayAsync(context, side, on.Fault.Delay, time);

    private static async Task DelayAsync(HttpContext context, RequestDelegate side, TimeSpan delay, TimeProvider time)
    {
        await Task.Delay(delay, time, context.RequestAborted);
        await side(context);
    }

    private static async Task SpoilAsync(HttpContext context, RequestDelegate side, Action<JsonNode> spoil)
    {
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await side(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var bytes = Spoiled(context.Response, answer.ToArray(), spoil);
        if (bytes.Length == 0)
            return;
        if (context.Response.ContentLength is not null)
            context.Response.ContentLength = bytes.Length;
        await body.WriteAsync(bytes, context.RequestAborted);
    }

    private static byte[] Spoiled(HttpResponse response, byte[] written, Action<JsonNode> spoil)
    {
        if (response.StatusCode is < 200 or > 299
            || response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true
            || JsonNode.Parse(written) is not { } json)
            return written;
        spoil(json);
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }
}
