using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Hub.Facade.Forwarding;

/// <summary>
/// The constraint <c>{id:regex(…)}</c>, matched in time linear in the value's length. ASP.NET Core's own backtracks, so that
/// a caller's value could keep a processor busy for ten seconds; what cannot be matched without is refused with the plan.
/// </summary>
/// <param name="pattern">The regular expression, without backreferences and lookarounds.</param>
internal sealed class LinearRegexConstraint(string pattern) : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
{
    private readonly Regex _regex = new(
        pattern,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        Regex.InfiniteMatchTimeout);

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value?.ToString() is { } text && _regex.IsMatch(text);

    public bool MatchesLiteral(string parameterName, string literal) => _regex.IsMatch(literal);
}
