using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

// BareYarp --urls URL --backend URL --routes N: YARP as its documentation sets it up, with routes GET /api/r1/{id} … GET /api/rN/{id}.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();

var backend = builder.Configuration["backend"] ?? throw new InvalidOperationException("--backend URL is missing.");
var count = builder.Configuration.GetValue("routes", 1);
builder.Services.AddReverseProxy().LoadFromMemory(
    [.. Enumerable.Range(1, count).Select(Route)],
    [new ClusterConfig { ClusterId = "backend", Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = backend } } }]);

var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();

static RouteConfig Route(int number) => new()
{
    RouteId = $"r{number}",
    ClusterId = "backend",
    Match = new RouteMatch { Path = $"/api/r{number}/{{id}}", Methods = ["GET"] },
};
