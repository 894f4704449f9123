using Microsoft.AspNetCore.Builder;

namespace Hub.Platform.Surface;

/// <summary>
/// Which type an endpoint of the hub's own surface reads its body as, for its OpenAPI document. ASP.NET Core's own metadata for
/// that would have routing refuse bodies without a content type.
/// </summary>
/// <param name="Type">The type.</param>
public sealed record TakenBody(Type Type);

/// <summary>How an endpoint says what it reads its body as.</summary>
public static class TakenBodyMetadata
{
    /// <summary>Reads a body of this type; checks nothing.</summary>
    public static TBuilder TakesBody<TBuilder>(this TBuilder endpoint, Type type)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TakenBody(type));
}
