using System.Collections;
using System.Reflection;

namespace Hub.Facade.Admin;

/// <summary>Says in JSON's terms what a member of a request must be.</summary>
internal static class ExpectedValue
{
    /// <summary>Returns what the value at a place must be, as the end of a sentence about it.</summary>
    /// <param name="request">The request's type.</param>
    /// <param name="path">The place, as <c>users[0]</c>; <c>$</c> for the whole.</param>
    public static string Of(Type request, string path)
    {
        var type = request;
        foreach (var step in path == "$" ? [] : path.Split('.'))
        {
            var name = step.Split('[')[0];
            type = Member(type, name);
            for (var i = step.Count(c => c == '['); i > 0 && type is not null; i--)
                type = EntryOf(type);
            if (type is null)
                return "is not a value of the right kind";
        }

        return Word(Nullable.GetUnderlyingType(type) ?? type);
    }

    private static Type? Member(Type type, string name)
    {
        if (type.GetInterfaces().Append(type).FirstOrDefault(IsDictionary) is { } dictionary)
            return dictionary.GetGenericArguments()[1];
        const BindingFlags AnyCase = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        return type.GetProperty(name, AnyCase)?.PropertyType;
    }

    private static bool IsDictionary(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            || type.GetGenericTypeDefinition() == typeof(IDictionary<,>));

    private static Type? EntryOf(Type type) => type.GetInterfaces().Append(type)
        .FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    private static string Word(Type type) =>
        type == typeof(string) ? "must be a text, in quotes"
        : type == typeof(bool) ? "must be true or false, without quotes"
        : type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(byte)
            ? "must be a whole number, such as 10, without quotes"
        : type == typeof(double) || type == typeof(decimal) || type == typeof(float)
            ? "must be a number, such as 12.5, without quotes"
        : type == typeof(DateTimeOffset) || type == typeof(DateTime)
            ? "must be a date and time, such as \"2026-01-31T12:00:00Z\""
        : type == typeof(byte[]) ? "must be base64, in quotes"
        : !type.GetInterfaces().Append(type).Any(IsDictionary) && typeof(IEnumerable).IsAssignableFrom(type)
            ? "must be an array, such as [\"a\"]"
        : type.IsClass || type.IsInterface ? "must be an object, such as {}"
        : "is not a value of the right kind";
}
