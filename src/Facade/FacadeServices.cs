using Hub.Facade.Admin;
using Hub.Facade.Cutover;
using Hub.Facade.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade;

/// <summary>The front door of the facade.</summary>
public static class FacadeServices
{
    /// <summary>Adds what it takes to answer the public API and the hub's own surface.</summary>
    public static IServiceCollection AddFacade(this IServiceCollection services)
    {
        services.AddAuthentication(AccessTokenAuthentication.Scheme)
            .AddScheme<AccessTokenOptions, AccessTokenAuthentication>(AccessTokenAuthentication.Scheme, _ => { });
        services.AddAuthorization();
        return services
            // What failed is written anew, and still says which request it was.
            .AddProblemDetails(options => options.CustomizeProblemDetails = problem =>
                problem.HttpContext.Response.Headers[RequestIdentity.Header] = problem.HttpContext.TraceIdentifier)
            .AddForwarding()
            .AddCutover();
    }

    /// <summary>The request's way: refuse what is not to be trusted, name the request, log it if it fails, find the route.</summary>
    public static void UseFacade(this WebApplication app)
    {
        app.UseMiddleware<RequestIdentity>();
        app.UseMiddleware<FailureLog>();
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>Maps the plan's routes, its catch-alls and the hub's own surface.</summary>
    public static RouteGroupBuilder MapFacade(this WebApplication app)
    {
        ((IEndpointRouteBuilder)app).DataSources.Add(app.Services.GetRequiredService<PlanEndpoints>());
        app.MapHealth();
        return app.MapAdmin();
    }
}
