using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.ModelContext;

/// <summary>
/// A Model Context Protocol endpoint at <c>/hub/mcp</c> that only reads: assistants ask what a person with the same token could
/// read. Without sessions, so that any node answers any request.
/// </summary>
internal static class ModelContextApi
{
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
            .WithTools<HubTools>();
        return services;
    }

    public static void MapModelContext(this IEndpointRouteBuilder app) =>
        app.MapMcp("/hub/mcp").RequireAuthorization().ReadBy(AccessRole.Viewer).WithMetadata(ReadsByPost.Instance);
}
