using System.Collections.Concurrent;
using Hub.Platform.Plan;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hub.Facade.Cors;

/// <summary>
/// Lets browsers read answers from pages of the origins that the plan names. What a side says of CORS itself is replaced:
/// two answers to one question are none to a browser.
/// </summary>
internal sealed class CorsAnswers
{
    private const string Prefix = "Access-Control-";

    // What clients of the hub read, and browsers hide unless told.
    private static readonly string[] Exposed =
    [
        "ETag", "Location", "Link", "Allow", "Retry-After", "WWW-Authenticate", "Content-Disposition", "Idempotent-Replayed",
        HubHeaders.RequestId, HubHeaders.Route, HubHeaders.Side, HubHeaders.Revision,
    ];

    private readonly CorsService _service = new(Options.Create(new CorsOptions()), NullLoggerFactory.Instance);
    private readonly ConcurrentDictionary<CorsPlan, CorsPolicy> _policies = new(ReferenceEqualityComparer.Instance);

    /// <summary>The method that a preflight asks for; null where the request is not one.</summary>
    public static string? MethodAskedFor(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.Origin.Count > 0
        && request.Headers.AccessControlRequestMethod is [{ Length: > 0 } method]
            ? method
            : null;

    /// <inheritdoc cref="MethodAskedFor" />
    public static bool IsPreflight(HttpRequest request) => MethodAskedFor(request) is not null;

    /// <summary>
    /// Returns the delegate with its answers prepared, those that fail too; unchanged where the plan has no CORS.
    /// </summary>
    public RequestDelegate Around(RequestDelegate answer, CorsPlan? plan) => plan is null ? answer : context =>
    {
        Prepare(context, plan);
        return answer(context);
    };

    /// <summary>Writes the headers when the answer starts, whoever makes it.</summary>
    public void Prepare(HttpContext context, CorsPlan plan) => context.Response.OnStarting(() =>
    {
        Write(context, plan, methods: null);
        return Task.CompletedTask;
    });

    /// <summary>Answers a preflight.</summary>
    /// <param name="context">The request.</param>
    /// <param name="plan">Who may call.</param>
    /// <param name="methods">What the path takes.</param>
    public Task AnswerPreflight(HttpContext context, CorsPlan plan, IReadOnlyList<string> methods)
    {
        Write(context, plan, methods);
        Vary(context.Response.Headers, HeaderNames.AccessControlRequestMethod);
        Vary(context.Response.Headers, HeaderNames.AccessControlRequestHeaders);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private void Write(HttpContext context, CorsPlan plan, IReadOnlyList<string>? methods)
    {
        var headers = context.Response.Headers;
        List<string>? sides = null;
        foreach (var (name, _) in headers)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                (sides ??= []).Add(name);
        }

        sides?.ForEach(name => headers.Remove(name));
        if (!plan.AllowsAnyOrigin)
            Vary(headers, HeaderNames.Origin);
        if (context.Request.Headers.Origin.Count == 0)
            return;
        var result = _service.EvaluatePolicy(context, _policies.GetOrAdd(plan, PolicyOf));
        result.VaryByOrigin = false;
        if (methods is not null)
        {
            result.AllowedMethods.Clear();
            foreach (var method in methods)
            {
                if (plan.Methods.IsEmpty || plan.Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
                    result.AllowedMethods.Add(method);
            }
        }

        _service.ApplyResult(result, context.Response);
    }

    private static void Vary(IHeaderDictionary headers, string name)
    {
        var values = headers.GetCommaSeparatedValues(HeaderNames.Vary);
        if (!values.Any(v => v == "*" || v.Equals(name, StringComparison.OrdinalIgnoreCase)))
            headers.Vary = StringValues.Concat(headers.Vary, name);
    }

    private static CorsPolicy PolicyOf(CorsPlan plan)
    {
        var policy = new CorsPolicyBuilder().AllowAnyMethod().WithExposedHeaders(Exposed).SetPreflightMaxAge(plan.MaxAge);
        _ = plan.AllowsAnyOrigin ? policy.AllowAnyOrigin() : policy.WithOrigins([.. plan.Origins]);
        _ = plan.Headers.IsEmpty ? policy.AllowAnyHeader() : policy.WithHeaders([.. plan.Headers]);
        if (plan.Credentials)
            policy.AllowCredentials();
        return policy.Build();
    }
}
