using Hub.Console.Serving;
using Microsoft.AspNetCore.Http;

namespace Hub.Console.Tests;

/// <summary>How many pages are live at once.</summary>
public sealed class ManyVisitors
{
    [Fact]
    public async Task Live_connections_are_bounded_and_one_that_ends_makes_room()
    {
        var left = new TaskCompletionSource();
        var connections = new LiveConnections(_ => left.Task);
        var held = Enumerable.Range(0, LiveConnections.Most).Select(_ => connections.InvokeAsync(Visitor("GET"))).ToList();
        (await StatusAsync(connections, "GET")).ShouldBe(503);
        left.SetResult();
        await Task.WhenAll(held);
        (await StatusAsync(connections, "GET")).ShouldBe(200);
    }

    [Fact]
    public async Task What_a_page_posts_is_taken_however_many_there_are()
    {
        var left = new TaskCompletionSource();
        var connections = new LiveConnections(context => context.Request.Method == "POST" ? Task.CompletedTask : left.Task);
        var held = Enumerable.Range(0, LiveConnections.Most).Select(_ => connections.InvokeAsync(Visitor("GET"))).ToList();
        (await StatusAsync(connections, "POST")).ShouldBe(200);
        left.SetResult();
        await Task.WhenAll(held);
    }

    private static async Task<int> StatusAsync(LiveConnections connections, string method)
    {
        var visitor = Visitor(method);
        await connections.InvokeAsync(visitor);
        return visitor.Response.StatusCode;
    }

    private static DefaultHttpContext Visitor(string method) =>
        new() { Request = { Method = method, Path = "/_blazor", Host = new HostString("hub.test") } };
}
