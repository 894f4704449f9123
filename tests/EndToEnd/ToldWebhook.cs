using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.EndToEnd.Tests;

/// <summary>A webhook that the demo's plan names besides: what it was told.</summary>
internal sealed class ToldWebhook : IAsyncDisposable
{
    private readonly WebApplication _app;

    public ToldWebhook()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/", async context =>
            Told.Enqueue(await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body)));
        _app.Start();
    }

    public ConcurrentQueue<JsonElement> Told { get; } = [];

    /// <summary>Writes the demo's plan with the webhook, and returns what a hub is started with for it.</summary>
    public string[] ArgumentsIn(TemporaryFolder folder)
    {
        var (plan, secrets) = (folder.File("plan"), folder.File("secrets"));
        foreach (var file in Directory.GetFiles(Repository.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(plan, Path.GetRelativePath(Repository.Plan, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.CreateDirectory(secrets);
        File.WriteAllText(Path.Combine(secrets, "webhook"), _app.Urls.First());
        File.AppendAllText(
            Path.Combine(plan, "hub.yaml"),
            $"\nnotify: [{{ to: \"${{file:{Path.Combine(secrets, "webhook")}}}\", format: slack }}]\n");
        return ["--plan", plan, "--secrets", secrets];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
