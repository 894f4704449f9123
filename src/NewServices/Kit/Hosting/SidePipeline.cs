using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.ServiceKit.Hosting;

/// <summary>Builds a pipeline of its own for a hosted side.</summary>
public static class SidePipeline
{
    /// <summary>
    /// A pipeline with its own routing. The outer request's endpoint and route values are put away first and
    /// back afterwards: with them still set, routing would be skipped and the side would call itself.
    /// </summary>
    /// <param name="services">The process's services.</param>
    /// <param name="map">Maps the side's endpoints.</param>
    public static RequestDelegate Build(IServiceProvider services, Action<IEndpointRouteBuilder> map)
    {
        // A fresh builder: one branched off the application's would share its global route builder.
        var builder = new ApplicationBuilder(services);
        builder.UseRouting();
        builder.Use(PathValues.DecodeAsync);
        builder.UseEndpoints(map);
        var pipeline = builder.Build();
        return context => InvokeAsync(pipeline, context);
    }

    private static async Task InvokeAsync(RequestDelegate pipeline, HttpContext context)
    {
        var (endpoint, values) = (context.GetEndpoint(), context.Request.RouteValues);
        context.SetEndpoint(null);
        context.Request.RouteValues = [];
        try
        {
            await pipeline(context);
        }
        finally
        {
            context.SetEndpoint(endpoint);
            context.Request.RouteValues = values;
        }
    }
}
