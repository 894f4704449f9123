using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.LeftBehind;

/// <summary>A side that keeps records, and another one that sync would keep in step: each write is copied there.</summary>
internal sealed class RecordsOfASide
{
    private readonly ConcurrentDictionary<string, JsonObject> _records = new(StringComparer.Ordinal);
    private int _writes;
    private int _reads;

    /// <summary>The side that sync brings each write to; null for none.</summary>
    public RecordsOfASide? Copy { get; set; }

    /// <summary>What this side makes of a record as it takes it over, or shows it: the fault that a test seeds.</summary>
    public Func<JsonObject, JsonObject> Fault { get; set; } = static record => record;

    /// <summary>Answers a POST; by default 201 with a Location.</summary>
    public Action<HttpResponse, string> Made { get; set; } = static (response, id) =>
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"/api/goods/{id}";
    };

    /// <summary>Is called before each read is answered, with its number.</summary>
    public Action<int> Reading { get; set; } = static _ => { };

    public int Writes => _writes;

    public int Reads => _reads;

    public JsonObject? this[string id]
    {
        get => _records.GetValueOrDefault(id);
        set
        {
            if (value is null)
                _records.TryRemove(id, out _);
            else
                _records[id] = Fault(value.DeepClone().AsObject());
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var id = segments.Length > 2 ? Uri.UnescapeDataString(segments[2]) : "G-7";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            Reading(Interlocked.Increment(ref _reads));
            if (this[id] is { } record)
                await context.Response.WriteAsJsonAsync(record);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Interlocked.Increment(ref _writes);
        context.Request.Headers.ContainsKey("Prefer").ShouldBeFalse();
        this[id] = HttpMethods.IsDelete(context.Request.Method)
            ? null
            : (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Copy?[id] = this[id];
        if (HttpMethods.IsPost(context.Request.Method))
            Made(context.Response, id);
        await context.Response.WriteAsJsonAsync(new { id, more = "for the caller" });
    }
}
