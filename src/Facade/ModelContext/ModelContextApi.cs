using System.Text.Json;
using Hub.Facade.Addressing;
using Hub.Facade.Answers;
using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.ModelContext;

/// <summary>
/// A Model Context Protocol endpoint at <c>/hub/mcp</c> that only reads: assistants ask what a person with the same token could
/// read. Without sessions, so that any node answers any request.
/// </summary>
internal static class ModelContextApi
{
    // Twice what plan_check takes, as the escapes of JSON make it longer.
    private const int Largest = 8 * 1024 * 1024;

    public static IServiceCollection AddModelContext(this IServiceCollection services)
    {
        services.AddScoped<OwnReading>();
        services.AddMcpServer(server => server.ServerInfo = new() { Name = "hub", Version = "1" })
            .WithHttpTransport(http =>
            {
                http.Stateless = true;
                // An accessor of contexts would cost every request of the facade something.
                http.ConfigureSessionOptions = (context, _, _) =>
                {
                    context.RequestServices.GetRequiredService<OwnReading>().Context = context;
                    return Task.CompletedTask;
                };
            })
            .WithTools<HubTools>()
            .WithRequestFilters(filters => filters.AddCallToolFilter(ToolArguments.Check));
        return services;
    }

    public static void MapModelContext(this IEndpointRouteBuilder app) =>
        app.MapMcp("/hub/mcp").RequireAuthorization().ReadBy(AccessRole.Viewer)
            .WithMetadata(ReadsByPost.Instance, new RequestSizeLimitAttribute(Largest))
            .Add(endpoint => endpoint.RequestDelegate = Answering(endpoint.RequestDelegate!));

    // The library answers a message that is no JSON-RPC by itself, and not one whose parameters are of another type.
    private static RequestDelegate Answering(RequestDelegate next) => async context =>
    {
        try
        {
            await next(context);
        }
        catch (JsonException e) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(
                context, StatusCodes.Status400BadRequest,
                $"The message's parameters are not what its method takes: {Spelling.EndSentence(e.Message.Split(" Path:")[0])}");
        }
    };
}
