using Hub.Facade.Answers;
using Hub.Facade.Comparing;
using Hub.Facade.Protecting;
using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.LeftBehind;

/// <summary>A write under way: once its caller has the answer, its record is found and handed over to be read.</summary>
internal sealed class WatchedWrite
{
    private readonly LeftBehindWrites _all;
    private readonly HttpContext _context;
    private readonly RoutePlan _route;
    private readonly RecordReads _reads;
    private readonly string _plan;
    private readonly Side _side;
    private readonly string _path;
    private readonly CallersHead _head;
    private readonly CopiedBody? _body;
    private readonly DateTimeOffset _began;
    private bool _isEnded;

    public WatchedWrite(
        LeftBehindWrites all, HttpContext context, RoutePlan route, RecordReads reads, string plan, Side side)
    {
        (_all, _context, _route, _reads, _plan, _side) = (all, context, route, reads, plan, side);
        // Now, as a side's answer may change what is in the context, and the server takes it back afterwards.
        (_path, _head, _began) = (PathOf(context), CallersHead.Of(context), all.Now);
        // A record that is made may be named by the answer alone.
        if (_reads.Find(location: null, _path) is null)
            _body = new CopiedBody(context, ShadowedRequests.LargestAnswer, static () => { });
    }

    /// <summary>Hands it over, once the caller's answer is written. Does nothing the second time.</summary>
    /// <param name="failed">Whether the answer broke off.</param>
    public async Task EndAsync(bool failed)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        var written = false;
        try
        {
            if (_body is not null)
                await _body.EndAsync(failed);
            written = true;
        }
        finally
        {
            await HandOverAsync(failed || !written);
        }
    }

    private async Task HandOverAsync(bool failed)
    {
        var found = default((RoutePlan Route, string Path)?);
        var why = WhyNot(failed);
        try
        {
            if (why is null && (found = await FindAsync()) is null)
                why = "no key found: neither the path, the answer's Location nor its body names a record that a route reads";
        }
#pragma warning disable CA1031 // the caller has the answer, which nothing that is looked for in it may break off
        catch (Exception)
#pragma warning restore CA1031
        {
            why = "its answer could not be read";
        }

        if (found is var (read, path))
            _all.Take(new LeftBehindWrite(_route, _plan, _side, read, path, _head, _began, _all.Now, _context.TraceIdentifier));
        else
            _all.Drop(_route.Id, _plan, _side, why!);
    }

    private string? WhyNot(bool failed) =>
        _context.Features.Get<AnsweredByHub>() is not null || _context.Features.Get<FellBack>() is not null
            ? "the hub itself answered, not the side"
        : failed || _context.Response.StatusCode is < 200 or >= 300 ? "it was not answered as carried out"
        : null;

    private async Task<(RoutePlan Route, string Path)?> FindAsync()
    {
        var answer = _context.Response;
        if (_reads.Find(PathIn(answer.Headers.Location), _path) is { } named)
            return named;
        if (_body is not { IsTooLarge: false })
            return null;
        var decoded = await DecodedAnswer.ReadAsync(
            answer.Headers.ContentEncoding, _body.Copy, ComparedSides.LargestAnswer, CancellationToken.None);
        using var json = decoded.WhyNot is null ? AnswerComparison.Parse(decoded.Body) : null;
        return json is null ? null : _reads.Find(_path, json.RootElement);
    }

    private static string? PathIn(string? location) =>
        location is { Length: > 0 } && Uri.TryCreate(new Uri("http://hub"), location, out var uri) ? uri.AbsolutePath : null;

    private static string PathOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is ['/', ..] and var raw
            ? raw
            : context.Request.Path.ToUriComponent();
        return target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? target[..at] : target;
    }
}
