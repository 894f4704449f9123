using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Addressing;
using Hub.Platform.Identity;
using Hub.Platform.Surface;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Describing;

/// <summary>
/// Describes the hub's own API, <c>/hub/api</c> and the feeds, in OpenAPI 3.1: what this process has of it, read from the
/// endpoints themselves.
/// </summary>
internal sealed class OwnSurfaceDocument
{
    private static readonly string[] Prefixes = ["/hub/api", "/hub/feed", "/hub/records"];
    private readonly EndpointDataSource _endpoints;
    private readonly JsonSerializerOptions _json;
    private readonly Lazy<ContractDocument> _made;

    /// <param name="endpoints">All endpoints of this process.</param>
    /// <param name="json">How answers are written.</param>
    public OwnSurfaceDocument(EndpointDataSource endpoints, IOptions<JsonOptions> json)
    {
        (_endpoints, _json) = (endpoints, json.Value.SerializerOptions);
        _made = new(() => ContractDocuments.Write(Describe()));
    }

    /// <summary>The document; made when it is first asked for, as endpoints do not change after the start.</summary>
    public ContractDocument Made => _made.Value;

    private JsonObject Describe()
    {
        var schemas = new TypeSchemas(_json);
        var paths = new JsonObject();
        var described = _endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IEndpointSummaryMetadata>() is not null)
            .Select(e => (Endpoint: e, Path: PathTemplate.Of(e.RoutePattern.RawText!)))
            .Select(e => (e.Endpoint, Path: e.Path.With(e.Path.Names)))
            .Where(e => Prefixes.Any(p => e.Path.StartsWith(p, StringComparison.Ordinal)));
        foreach (var path in described.GroupBy(e => e.Path, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var item = new JsonObject();
            foreach (var (endpoint, _) in path)
                foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Except(["HEAD"]) ?? [])
                    item[method.ToLowerInvariant()] = Describe(endpoint, schemas);
            paths[path.Key] = item;
        }

        return OpenApi.OfOwnSurface(paths, schemas.All);
    }

    private static JsonObject Describe(RouteEndpoint endpoint, TypeSchemas schemas)
    {
        var metadata = endpoint.Metadata;
        var access = metadata.GetMetadata<AccessRequirement>()!;
        var operation = new JsonObject
        {
            ["summary"] = metadata.GetMetadata<IEndpointSummaryMetadata>()!.Summary,
            ["description"] = $"Takes a token of role {access.Role.ToString().ToLowerInvariant()}."
                + (access.Action is { } action ? $" Audited as '{action}'." : ""),
            ["parameters"] = new JsonArray([.. Parameters(endpoint)]),
        };
        if (metadata.GetMetadata<TakenBody>() is { Type: var body })
            operation["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = DescribedOperation.Content("application/json", schemas.Of(body)),
            };
        operation["responses"] = Responses(metadata, schemas);
        return operation;
    }

    private static IEnumerable<JsonObject> Parameters(RouteEndpoint endpoint)
    {
        var method = endpoint.Metadata.GetMetadata<MethodInfo>();
        foreach (var parameter in endpoint.RoutePattern.Parameters)
            yield return Parameter(
                "path", parameter.Name, parameter.ParameterPolicies.Any(p => p.Content == "long") ? "integer" : "string");
        var query = endpoint.Metadata.GetMetadata<QueryTaken>() ?? QueryTaken.None;
        foreach (var name in query.Names)
        {
            var type = method?.GetParameters().FirstOrDefault(p => p.Name == name)?.ParameterType;
            var one = Parameter("query", name, NameOf(Nullable.GetUnderlyingType(type ?? typeof(string)) ?? type));
            if (query.Repeated.Contains(name))
                one["schema"] = new JsonObject { ["type"] = "array", ["items"] = one["schema"]!.DeepClone() };
            yield return one;
        }
    }

    private static string NameOf(Type? type) =>
        type == typeof(bool) ? "boolean" : type == typeof(double) ? "number" : "string";

    private static JsonObject Parameter(string place, string name, string type) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["schema"] = new JsonObject { ["type"] = type },
    };

    private static JsonObject Responses(EndpointMetadataCollection metadata, TypeSchemas schemas)
    {
        var responses = new JsonObject();
        foreach (var answers in Answers(metadata).GroupBy(a => a.Status))
        {
            var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(answers.Key) };
            if (answers.Select(a => a.Type).OfType<Type>().Select(schemas.Of).ToList() is { Count: > 0 } types)
                response["content"] = DescribedOperation.Content(answers.First().Media, DescribedOperation.Either(types));
            responses[$"{answers.Key}"] = response;
        }

        responses["default"] = new JsonObject
        {
            ["description"] = "A failure; nothing was done unless the problem says otherwise.",
            ["content"] = DescribedOperation.ProblemContent(),
        };
        return responses;
    }

    /// <summary>What the endpoint declares, or what its method returns.</summary>
    private static IEnumerable<(int Status, Type? Type, string Media)> Answers(EndpointMetadataCollection metadata)
    {
        var declared = metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Where(p => p.StatusCode is >= 200 and < 300).ToList();
        if (declared.Count > 0)
            return declared.Select(p => (p.StatusCode, Of(p.Type), p.ContentTypes.FirstOrDefault() ?? "application/json"));
        var returned = metadata.GetMetadata<MethodInfo>()?.ReturnType;
        if (returned is { IsGenericType: true } && returned.GetGenericTypeDefinition() is var task
            && (task == typeof(Task<>) || task == typeof(ValueTask<>)))
            returned = returned.GetGenericArguments()[0];
        return [(StatusCodes.Status200OK, typeof(IResult).IsAssignableFrom(returned) ? null : returned, "application/json")];

        static Type? Of(Type? type) => type == typeof(void) ? null : type;
    }
}
