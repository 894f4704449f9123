using System.Collections.Concurrent;
using System.Security.Claims;
using System.Threading.Channels;
using Hub.Console.Asking;
using Hub.Console.Routes;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Console.Tests;

/// <summary>Open pages share one stream of the hub, and none outlives its token. The hub's API is a stand-in.</summary>
public sealed class FollowingTogether : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _streams = new();
    private readonly ConcurrentDictionary<string, bool> _revoked = new();
    private readonly ConcurrentDictionary<string, string> _refused = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _end = new();
    private readonly LiveLists _lists = new(TimeProvider.System);
    private WebApplication _app = null!;
    private HubConnection _hub = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.Response.StatusCode = 401;
            return _revoked.ContainsKey(TokenOf(context)) ? Task.CompletedTask : next(context);
        });
        _app.MapGet("/hub/api/caller", (HttpContext context) =>
            TypedResults.Ok(new Caller(TokenOf(context), AccessRole.Viewer, [])));
        _app.MapGet("/hub/api/live", SendAsync);
        await _app.StartAsync();
        _hub = new HubConnection(() => new Uri(_app.Urls.First()));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _events.Writer.TryComplete();
        _hub.Dispose();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task Pages_of_the_same_rights_share_one_stream_and_those_of_others_have_their_own()
    {
        var pages = new[] { Follow("ann"), Follow("ben"), Follow("cleo") };
        foreach (var page in pages)
            (await NextAsync(page)).List.Revision.ShouldBe(1);
        _streams.Count.ShouldBe(1);
        var other = Follow("dora", new AccessGrant("dora", AccessRole.Viewer, ["orders"]));
        await NextAsync(other);
        _streams.ShouldBe(["ann", "dora"]);
    }

    [Fact]
    public async Task What_has_changed_is_put_into_what_is_known_for_all_of_them()
    {
        var (one, other) = (Follow("ann"), Follow("ben"));
        (await NextAsync(one)).List.Routes.Select(r => r.Owner).ShouldBe(["old", "old"]);
        await NextAsync(other);
        await _events.Writer.WriteAsync(Event(2, Route("b.b", "new")));
        var reading = await NextAsync(one);
        reading.List.Routes.Select(r => r.Owner).ShouldBe(["old", "new"]);
        (await NextAsync(other)).ShouldBeSameAs(reading);
    }

    [Fact]
    public async Task Whose_token_is_revoked_is_signed_out_and_the_others_go_on_with_another_token()
    {
        var (ann, ben) = (Follow("ann"), Follow("ben"));
        await NextAsync(ann);
        await NextAsync(ben);
        _revoked["ann"] = true;
        // As the hub does within a second.
        await _events.Writer.WriteAsync("");
        await Should.ThrowAsync<SignedOutException>(async () =>
        {
            while (true)
                await NextAsync(ann);
        });
        (await NextAsync(ben)).List.Revision.ShouldBe(1);
        _streams.Last().ShouldBe("ben");
    }

    [Fact]
    public async Task Whose_token_is_revoked_while_another_one_reads_is_signed_out_too()
    {
        var (ann, ben) = (Follow("ann"), Follow("ben"));
        await NextAsync(ann);
        await NextAsync(ben);
        _revoked["ben"] = true;
        await Should.ThrowAsync<SignedOutException>(async () =>
        {
            for (var revision = 2L; ; revision++)
            {
                await _events.Writer.WriteAsync(Event(revision, Route("b.b", "new")));
                await NextAsync(ben);
            }
        });
        _streams.ShouldBe(["ann"]);
    }

    [Fact]
    public async Task A_page_that_is_left_hands_the_stream_to_the_next_and_the_last_one_ends_it()
    {
        using var left = new CancellationTokenSource();
        var (ann, ben) = (Follow("ann", end: left.Token), Follow("ben"));
        await NextAsync(ann);
        await NextAsync(ben);
        await left.CancelAsync();
        (await NextAsync(ben)).List.Revision.ShouldBe(1);
        _streams.ShouldBe(["ann", "ben"]);
    }

    [Fact]
    public async Task A_refusal_of_the_stream_does_not_tell_whose_token_was_lent()
    {
        _refused["ann"] = "the token 'ann' may not";
        var refusal = await Should.ThrowAsync<HubRefusedException>(() => NextAsync(Follow("ann")));
        refusal.Status.ShouldBe(403);
        refusal.Message.ShouldNotContain("ann");
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_told_and_the_stream_begins_anew()
    {
        var ann = Follow("ann");
        await NextAsync(ann);
        // Whoever does not wait at the moment is not told, and gets what the next stream begins with.
        var next = NextAsync(ann);
        await _events.Writer.WriteAsync("{ half an event");
        (await Should.ThrowAsync<HubRefusedException>(() => next)).Status.ShouldBe(502);
        var ben = Follow("ben");
        (await NextAsync(ben)).List.Revision.ShouldBe(1);
    }

    private static string TokenOf(HttpContext context) => context.Request.Headers.Authorization.ToString()["Bearer ".Length..];

    private static string Route(string id, string owner) => $$$"""
        {"id":"{{{id}}}","match":"GET /{{{id}}}","capability":"a","owner":"{{{owner}}}","zone":"outside","stage":0,"percent":0,
        "users":[],"groups":[],"sides":{"legacy":{"name":"a","state":"well","lately":{"seconds":300,"answered":0,"failed":0} } } }
        """.ReplaceLineEndings("");

    private static string Event(long revision, params string[] routes) => $$"""
        {"at":"2026-11-30T12:00:00Z","revision":{{revision}},"plan":"p","countedBy":[],"silent":[],"count":2,
        "routes":[{{string.Join(',', routes)}}]}
        """.ReplaceLineEndings("");

    // All routes first, then what the test tells; an empty event ends the stream.
    private async Task SendAsync(HttpContext context)
    {
        _streams.Enqueue(TokenOf(context));
        if (_refused.TryGetValue(TokenOf(context), out var why))
        {
            await TypedResults.Problem(why, statusCode: 403).ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = 200;
        context.Response.ContentType = "text/event-stream";
        await WriteAsync(context, Event(1, Route("a.a", "old"), Route("b.b", "old")));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, context.RequestAborted);
        try
        {
            while (await _events.Reader.ReadAsync(end.Token) is { Length: > 0 } told)
                await WriteAsync(context, told);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // Nobody reads any more.
        }
    }

    private static async Task WriteAsync(HttpContext context, string told)
    {
        await context.Response.WriteAsync($"data: {told}\n\n");
        await context.Response.Body.FlushAsync();
    }

    private IAsyncEnumerator<LiveReading> Follow(string name, AccessGrant? rights = null, CancellationToken end = default) =>
        _lists.FollowAsync(
                new HubApi(_hub, new People(name)), rights ?? new AccessGrant(name, AccessRole.Viewer, []),
                end == default ? _end.Token : end)
            .GetAsyncEnumerator(CancellationToken.None);

    private static async Task<LiveReading> NextAsync(IAsyncEnumerator<LiveReading> page)
    {
        (await page.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
        return page.Current;
    }

    /// <summary>Somebody whose token is their name.</summary>
    private sealed class People(string name) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(Session.Of(name, new Caller(name, AccessRole.Viewer, []))));
    }
}
