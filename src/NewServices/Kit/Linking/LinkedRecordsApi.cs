using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.ServiceKit.Linking;

/// <summary>Answers the requests of the contract for linked services (docs/linking-a-service.md).</summary>
/// <param name="records">The records.</param>
/// <param name="path">The path under which they are read and written.</param>
/// <param name="check">Finds what is wrong with a record; null takes any JSON object.</param>
internal sealed class LinkedRecordsApi(LinkedRecords records, string path, Action<JsonElement, RequestErrors>? check)
{
    private const string ChangeHeader = "Hub-Change";
    private const string OriginHeader = "Hub-Origin";
    private const int LargestRecord = 4 * 1024 * 1024;
    private const int LongestWait = 60;
    private const int LargestPage = 500;

    public async Task<IResult> ReadChangesAsync(HttpContext context)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(context.Request, errors, "after", "limit", "wait");
        var (after, limit, wait) = (query.Text("after") ?? "0", query.Limit(100, LargestPage), WaitOf(query));
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        var found = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor)
            ? await records.ReadAsync(cursor, limit, wait, context.RequestAborted)
            : null;
        return found is null
            ? new Problem(StatusCodes.Status410Gone, "The cursor 'after' is not known; read from the beginning, without it.")
            : Results.Text(
                new JsonArray([.. found.Select(r => r.ToEvent(path))]).ToJsonString(), "application/cloudevents-batch+json");
    }

    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (await records.FindAsync(KeyOf(context)) is not { } record)
            return new Problem(StatusCodes.Status404NotFound, "There is no record of that key.");
        context.Response.Headers.ETag = record.Tag;
        if (record.ChangedAt is { } at)
            context.Response.GetTypedHeaders().LastModified = Microseconds.ToTime(at);
        if (record.HubChange is { } change)
            context.Response.Headers[ChangeHeader] = change;
        return Results.Text(record.Content!, "application/json");
    }

    public async Task<IResult> PutAsync(HttpContext context)
    {
        var (json, refused) = await RequestBody.ReadAsync(context.Request, LargestRecord, needsType: false);
        if (refused is not null)
            return refused;
        var (content, malformed) = RequestBody.Parse(json.Span);
        if (malformed is not null)
            return malformed;
        var (key, errors) = (KeyOf(context), new RequestErrors("The record is refused; see errors."));
        if (content.ValueKind != JsonValueKind.Object)
            errors.Add("$", "must be an object");
        else if (!content.TryGetProperty("id", out var id))
            content = Named(content, key);
        else if (id.ValueKind != JsonValueKind.String || id.GetString() != key)
            errors.Add("id", "must be the record's key, the last segment of the path, or be left out");
        if (!errors.Any)
            check?.Invoke(content, errors);
        return errors.Any
            ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity)
            : await WriteAsync(context, key, content);
    }

    public Task<IResult> DeleteAsync(HttpContext context) => WriteAsync(context, KeyOf(context), content: null);

    private async Task<IResult> WriteAsync(HttpContext context, string key, JsonElement? content)
    {
        var headers = context.Request.Headers;
        var origin = headers[OriginHeader] is [{ } given, ..] ? given : "new";
        if (origin is not ("new" or "legacy"))
            return new Problem(StatusCodes.Status400BadRequest, $"{OriginHeader} must be 'legacy' or 'new'.");
        var (ifMatch, ifAbsent) = (headers.IfMatch, headers.IfNoneMatch is ["*"]);
        var write = new LinkedWrite(key, content, Holds)
        {
            Origin = origin,
            IsOfHub = headers.ContainsKey(OriginHeader),
            HubChange = headers[ChangeHeader] is [{ Length: > 0 } change, ..] ? change : null,
            IsTrial = DryRunPreference.IsAsked(context.Request),
        };
        var outcome = await records.WriteAsync(write);
        if (write.IsTrial)
            DryRunPreference.Apply(context.Response);
        return outcome switch
        {
            LinkedOutcome.Created => Results.StatusCode(StatusCodes.Status201Created),
            LinkedOutcome.Done => Results.NoContent(),
            LinkedOutcome.Missing => new Problem(StatusCodes.Status404NotFound, "There is no record of that key."),
            _ => new Problem(
                StatusCodes.Status412PreconditionFailed, "The record is not as If-Match or If-None-Match says; read it again."),
        };

        bool Holds(LinkedRecord? record) => record is null
            ? ifMatch.Count == 0
            : !ifAbsent && EntityTag.Holds(ifMatch, record.Tag);
    }

    // From the path as it was sent: %2F and %252F are two keys.
    private static string KeyOf(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        return Uri.UnescapeDataString(raw[(raw.LastIndexOf('/') + 1)..]);
    }

    private static TimeSpan WaitOf(QueryParameters query)
    {
        if (query.Text("wait") is not { } text)
            return TimeSpan.Zero;
        if (text.EndsWith('s') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, LongestWait));
        query.Wrong("wait", "must be seconds, as in 30s");
        return TimeSpan.Zero;
    }

    private static JsonElement Named(JsonElement content, string key)
    {
        var named = JsonObject.Create(content)!;
        named.Insert(0, "id", key);
        return JsonSerializer.SerializeToElement(named);
    }
}
