using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

// BareYarp --urls URL --backend URL --routes N [--method POST]: YARP and nothing else, with routes GET /api/r1/{id} …
// GET /api/rN/{id}.
// Builder and Kestrel as in src/Host/Up/HubApplication.cs, without its logging.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddCommandLine(args);
var backend = builder.Configuration["backend"] ?? throw new InvalidOperationException("--backend URL is missing.");
var method = builder.Configuration["method"] ?? "GET";
var count = builder.Configuration.GetValue("routes", 1);

builder.WebHost.UseKestrelCore()
    .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
    .UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:0");
builder.Services.AddRouting();
var only = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = backend } };
builder.Services.AddReverseProxy().LoadFromMemory(
    [.. Enumerable.Range(1, count).Select(Route)],
    [new ClusterConfig { ClusterId = "backend", Destinations = only }]);

var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();

RouteConfig Route(int number) => new()
{
    RouteId = $"r{number}",
    ClusterId = "backend",
    Match = new RouteMatch { Path = $"/api/r{number}/{{id}}", Methods = [method] },
};
